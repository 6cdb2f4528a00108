package io.twinproxy.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.agent.net.Cidr;
import io.twinproxy.coordination.record.Hold;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InterfacePlanTest {
    private static final String VIP = "10.0.1.10";
    private static final Sought SOUGHT =
            new Sought("02:00:00:00:00:01", VIP, Cidr.parse("10.0.1.0/24"), Optional.empty(), 1001);

    @Test
    void withoutTheInterfaceThereIsNothingToDo() {
        InterfacePlan plan = InterfacePlan.of(Seen.NO_LINK, SOUGHT);
        assertThat(plan.hold()).isEqualTo(Hold.ABSENT);
        assertThat(plan.missing()).containsExactly("there is no interface with MAC address 02:00:00:00:00:01");
        assertThat(plan.commands()).isEmpty();
    }

    @Test
    void aFreshInterfaceGetsEverything() {
        InterfacePlan plan = InterfacePlan.of(seen(false, false, List.of(), List.of(), List.of(), false), SOUGHT);
        assertThat(plan.hold()).isEqualTo(Hold.INCOMPLETE);
        assertThat(plan.commands().stream().map(command -> String.join(" ", command)))
                .containsExactly(
                        "link set dev ens6 up",
                        "addr add 10.0.1.10/24 dev ens6 noprefixroute",
                        "route replace 10.0.1.0/24 dev ens6 table 1001",
                        "route replace default via 10.0.1.1 dev ens6 table 1001",
                        "rule add from 10.0.1.10 lookup 1001 pref 1001");
    }

    @Test
    void whatIsThereIsNotDoneAgain() {
        InterfacePlan plan =
                InterfacePlan.of(seen(true, true, List.of(VIP), List.of(rule("1001")), List.of(), false), SOUGHT);
        assertThat(plan.missing()).hasSize(1);
        assertThat(plan.commands().stream().map(command -> command.get(0))).containsExactly("route", "route");
    }

    @Test
    void allThereIsVerified() {
        InterfacePlan plan = InterfacePlan.of(
                seen(true, true, List.of(VIP), List.of(rule("1001")), List.of(route("1001", "ens6")), false), SOUGHT);
        assertThat(plan.hold()).isEqualTo(Hold.VERIFIED);
        assertThat(plan.commands()).isEmpty();
    }

    @Test
    void theOnlyInterfaceNeedsNoRule() {
        InterfacePlan plan = InterfacePlan.of(
                seen(true, true, List.of(VIP), List.of(), List.of(route("main", "ens6")), false), SOUGHT);
        assertThat(plan.hold()).isEqualTo(Hold.VERIFIED);
    }

    @Test
    void aRouteByAnotherInterfaceDoesNotCount() {
        InterfacePlan plan = InterfacePlan.of(
                seen(true, true, List.of(VIP), List.of(rule("1001")), List.of(route("1001", "ens5")), false), SOUGHT);
        assertThat(plan.hold()).isEqualTo(Hold.INCOMPLETE);
    }

    @Test
    void noCarrierIsMissingButNothingTheAgentCanMend() {
        InterfacePlan plan = InterfacePlan.of(
                seen(true, false, List.of(VIP), List.of(rule("1001")), List.of(route("1001", "ens6")), false), SOUGHT);
        assertThat(plan.missing()).containsExactly("ens6 has no carrier");
        assertThat(plan.commands()).isEmpty();
    }

    @Test
    void whatAnotherProgramConfiguresIsLeftToIt() {
        InterfacePlan plan = InterfacePlan.of(seen(true, true, List.of(), List.of(), List.of(), true), SOUGHT);
        assertThat(plan.hold()).isEqualTo(Hold.INCOMPLETE);
        assertThat(plan.commands()).isEmpty();
        InterfacePlan done = InterfacePlan.of(
                seen(true, true, List.of(VIP), List.of(rule("10101")), List.of(route("10101", "ens6")), true), SOUGHT);
        assertThat(done.hold()).isEqualTo(Hold.VERIFIED);
    }

    @Test
    void withoutASubnetAndAGatewayNothingIsConfigured() {
        Sought nowhere = new Sought("02:00:00:00:00:01", VIP, Optional.empty(), Optional.empty(), 1001);
        InterfacePlan plan = InterfacePlan.of(seen(true, true, List.of(), List.of(), List.of(), false), nowhere);
        assertThat(plan.hold()).isEqualTo(Hold.INCOMPLETE);
        assertThat(plan.bar().orElseThrow()).contains("set 'interface.subnet' in agent.yml");
        assertThat(plan.commands()).isEmpty();
    }

    @Test
    void anAddressOutsideItsSubnetIsNotConfigured() {
        Sought astray = new Sought("02:00:00:00:00:01", VIP, Cidr.parse("10.0.2.0/24"), Optional.of("10.0.2.1"), 1001);
        InterfacePlan plan = InterfacePlan.of(seen(true, true, List.of(), List.of(), List.of(), false), astray);
        assertThat(plan.bar().orElseThrow()).contains(VIP).contains("10.0.2.0/24");
        assertThat(plan.commands()).isEmpty();
    }

    @Test
    void withAGatewayAloneTheAddressStandsAlone() {
        Sought alone = new Sought("02:00:00:00:00:01", VIP, Optional.empty(), Optional.of("10.0.1.1"), 1001);
        InterfacePlan plan = InterfacePlan.of(seen(true, true, List.of(), List.of(), List.of(), false), alone);
        assertThat(plan.commands().stream().map(command -> String.join(" ", command)))
                .containsExactly(
                        "addr add 10.0.1.10/32 dev ens6 noprefixroute",
                        "route replace default via 10.0.1.1 dev ens6 onlink table 1001",
                        "rule add from 10.0.1.10 lookup 1001 pref 1001");
    }

    private static Seen seen(
            boolean up,
            boolean carrier,
            List<String> addresses,
            List<Seen.Rule> rules,
            List<Seen.Default> defaults,
            boolean elsewhere) {
        return new Seen(Optional.of(new Seen.Link("ens6", up, carrier, addresses)), rules, defaults, elsewhere);
    }

    private static Seen.Rule rule(String table) {
        return new Seen.Rule(VIP, table);
    }

    private static Seen.Default route(String table, String link) {
        return new Seen.Default(table, link);
    }
}
