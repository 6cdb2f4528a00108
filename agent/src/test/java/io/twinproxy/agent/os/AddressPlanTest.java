package io.twinproxy.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.agent.core.Bearing;
import io.twinproxy.agent.core.Role;
import io.twinproxy.agent.core.Wanted;
import io.twinproxy.agent.net.Cidr;
import io.twinproxy.agent.os.Links.Bearer;
import io.twinproxy.agent.os.Links.Held;
import io.twinproxy.coordination.record.Hold;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddressPlanTest {
    private static final String IP = "10.0.1.50";
    private static final String MAC = "02:00:00:00:00:06";
    private static final String ELSEWHERE = "02:00:00:00:00:99";
    private static final Bearer LO = bearer("lo", "127.0.0.1/8");
    private static final Bearer FIRST = bearer("ens5", "10.0.0.10/24");
    private static final Bearer SECOND = bearer("ens6", "10.0.1.10/24");
    private static final Bearer HAS = bearer("ens6", "10.0.1.10/24", IP + "/32");
    private static final Seen.Default WAY = new Seen.Default("main", "ens5");
    private static final String ROUTED = "no rule and default route make replies from 10.0.1.50 leave by ens6";
    private static final List<String> ROUTES = List.of(
            "route replace 10.0.1.0/24 dev ens6 table 1001",
            "route replace default via 10.0.1.1 dev ens6 table 1001",
            "rule add from 10.0.1.50 lookup 1001 pref 1001");

    private static Bearer bearer(String name, String... addresses) {
        return new Bearer(
                name,
                name.equals("lo") ? "00:00:00:00:00:00" : "02:00:00:00:00:0" + name.charAt(3),
                Stream.of(addresses)
                        .map(a -> a.split("/"))
                        .map(a -> new Held(a[0], Integer.parseInt(a[1]), false))
                        .toList());
    }

    private static Links links(Bearer... bearers) {
        return new Links(List.of(bearers), List.of(), List.of(WAY));
    }

    private static AddressPlan plan(Links seen, Role role, Bearing bearing, String mac, boolean settled) {
        Optional<String> led = Optional.of(mac).filter(m -> !m.isEmpty());
        Wanted wanted = new Wanted(role, bearing, led, Optional.of(IP), true, settled);
        return AddressPlan.of(seen, wanted, new Sought("", IP, Optional.empty(), Optional.empty(), 1001));
    }

    private static AddressPlan active(Links seen, String mac) {
        return plan(seen, Role.ACTIVE, Bearing.ADDRESS, mac, false);
    }

    private static AddressPlan standby(Links seen, String mac, boolean settled) {
        return plan(seen, Role.STANDBY, Bearing.ADDRESS, mac, settled);
    }

    private static List<String> commands(AddressPlan plan) {
        return plan.commands().stream().map(c -> String.join(" ", c)).toList();
    }

    @Test
    void onTheInterfaceOfTheDefaultRouteTheAddressIsAllThereIsToDo() {
        Links one = links(LO, bearer("ens5", "10.0.1.10/24"));
        AddressPlan plan = active(one, "");
        assertThat(plan.hold()).isEqualTo(Hold.ABSENT);
        assertThat(plan.missing()).containsExactly("ens5 has no address 10.0.1.50");
        assertThat(commands(plan)).containsExactly("addr add 10.0.1.50/32 dev ens5");
        assertThat(commands(active(links(LO, FIRST), "")))
                .as("no interface has its subnet")
                .containsExactly("addr add 10.0.1.50/32 dev ens5");
        AddressPlan done = active(links(LO, bearer("ens5", "10.0.1.10/24", IP + "/32")), ELSEWHERE);
        assertThat(done).isEqualTo(new AddressPlan(Hold.VERIFIED, List.of(), Optional.empty(), List.of()));
    }

    @Test
    void onAnyOtherInterfaceRepliesNeedARuleAndARoute() {
        AddressPlan bare = active(links(LO, FIRST, SECOND), MAC);
        assertThat(bare.hold()).isEqualTo(Hold.ABSENT);
        assertThat(bare.missing()).containsExactly("ens6 has no address 10.0.1.50", ROUTED);
        assertThat(commands(bare)).startsWith("addr add 10.0.1.50/32 dev ens6").endsWith(ROUTES.toArray(String[]::new));
        AddressPlan half = active(links(LO, FIRST, HAS), MAC);
        assertThat(half.hold()).isEqualTo(Hold.INCOMPLETE);
        assertThat(commands(half)).isEqualTo(ROUTES);
        Links routed = new Links(
                List.of(LO, FIRST, HAS),
                List.of(new Seen.Rule(IP, "10101")),
                List.of(WAY, new Seen.Default("10101", "ens6")));
        assertThat(active(routed, MAC).hold()).as("by another program's rule").isEqualTo(Hold.VERIFIED);
    }

    @Test
    void itGoesWhereTheCloudLeadsIt() {
        Links twins = links(LO, bearer("ens5", "10.0.1.9/24"), SECOND);
        assertThat(commands(active(twins, MAC))).startsWith("addr add 10.0.1.50/32 dev ens6");
        AddressPlan untold = active(twins, ELSEWHERE);
        assertThat(untold.hold()).isEqualTo(Hold.ABSENT);
        assertThat(untold.missing().toString()).contains("ens5, ens6", "the leader has not told yet");
        assertThat(untold.commands()).isEmpty();
        assertThat(commands(active(links(LO, FIRST, SECOND), "")))
                .as("only one of them will do")
                .startsWith("addr add 10.0.1.50/32 dev ens6")
                .endsWith(ROUTES.toArray(String[]::new));
        assertThat(active(links(LO), "").missing().toString()).contains("no interface has a subnet with 10.0.1.50");
    }

    @Test
    void aRuleThatSendsRepliesElsewhereIsMended() {
        Links stale = new Links(
                List.of(LO, bearer("ens5", "10.0.1.10/24", IP + "/32")),
                List.of(new Seen.Rule(IP, "1001")),
                List.of(WAY, new Seen.Default("1001", "ens6")));
        assertThat(commands(active(stale, "02:00:00:00:00:05")))
                .containsExactly(
                        "route replace 10.0.1.0/24 dev ens5 table 1001",
                        "route replace default via 10.0.1.1 dev ens5 table 1001");
    }

    @Test
    void aSubnetThatNoAddressTellsIsAskedFor() {
        Links bare = links(LO, FIRST, bearer("ens6", IP + "/32"));
        AddressPlan plan = active(bare, MAC);
        assertThat(plan.hold()).isEqualTo(Hold.INCOMPLETE);
        assertThat(plan.unrouted()).contains(MAC);
        assertThat(plan.commands()).isEmpty();
        Wanted wanted = new Wanted(Role.ACTIVE, Bearing.ADDRESS, Optional.of(MAC), Optional.of(IP), true, false);
        Sought told = new Sought("", IP, Cidr.parse("10.0.1.0/24"), Optional.empty(), 1001);
        assertThat(commands(AddressPlan.of(bare, wanted, told))).isEqualTo(ROUTES);
    }

    @Test
    void theStandbyTakesItOffOnceNoMoveIsUnderWay() {
        assertThat(standby(links(LO, FIRST, HAS), ELSEWHERE, false).commands())
                .as("a move is under way")
                .isEmpty();
        assertThat(commands(standby(links(LO, FIRST, HAS), ELSEWHERE, true)))
                .containsExactly("addr del 10.0.1.50/32 dev ens6");
        assertThat(standby(links(LO, FIRST, SECOND), ELSEWHERE, true).commands())
                .isEmpty();
    }

    @Test
    void theDistributionsOwnPrefixIsTakenOffAsItIs() {
        Bearer other = bearer("ens6", "10.0.1.10/24", IP + "/24");
        assertThat(commands(standby(links(other), ELSEWHERE, true))).containsExactly("addr del 10.0.1.50/24 dev ens6");
    }

    @Test
    void itsRuleGoesWithIt() {
        Links ruled = new Links(List.of(LO, FIRST, HAS), List.of(new Seen.Rule(IP, "1001")), List.of(WAY));
        assertThat(commands(standby(ruled, ELSEWHERE, true)))
                .containsExactly("addr del 10.0.1.50/32 dev ens6", "rule del from 10.0.1.50 lookup 1001 pref 1001");
    }

    @Test
    void whatIsTheMachinesOwnOrIsLedHereStays() {
        Bearer leased = new Bearer("ens6", MAC, List.of(new Held("10.0.1.10", 24, false), new Held(IP, 24, true)));
        for (Bearer own : List.of(
                bearer("ens6", IP + "/24"),
                bearer("ens6", IP + "/24", "10.0.1.10/24"),
                bearer("ens6", IP + "/32"),
                leased)) {
            AddressPlan plan = standby(links(LO, FIRST, own), ELSEWHERE, true);
            assertThat(plan.commands()).as(own.toString()).isEmpty();
            assertThat(plan.hold()).isEqualTo(Hold.VERIFIED);
        }
        assertThat(standby(links(LO, FIRST, HAS), MAC, true).commands())
                .as("led here")
                .isEmpty();
        assertThat(standby(links(LO, FIRST, HAS), "", true).commands())
                .as("nobody knows where")
                .isEmpty();
    }

    @Test
    void aRoutedAddressIsOnLoopbackOfEveryHostAndStays() {
        Bearer has = bearer("lo", "127.0.0.1/8", IP + "/32");
        for (Role role : List.of(Role.ACTIVE, Role.STANDBY)) {
            assertThat(commands(plan(links(LO, FIRST), role, Bearing.LOOPBACK, "", true)))
                    .containsExactly("addr add 10.0.1.50/32 dev lo");
            assertThat(plan(links(has, FIRST), role, Bearing.LOOPBACK, ELSEWHERE, true)
                            .hold())
                    .isEqualTo(Hold.VERIFIED);
        }
        AddressPlan led = plan(links(has, FIRST, SECOND), Role.ACTIVE, Bearing.LOOPBACK, MAC, true);
        assertThat(led.hold()).isEqualTo(Hold.INCOMPLETE);
        assertThat(led.missing()).containsExactly(ROUTED);
        assertThat(commands(led)).isEqualTo(ROUTES);
        assertThat(plan(links(has, FIRST, SECOND), Role.STANDBY, Bearing.LOOPBACK, MAC, true)
                        .hold())
                .isEqualTo(Hold.VERIFIED);
    }
}
