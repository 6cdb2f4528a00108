package io.twinproxy.agent.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.agent.core.Bearing;
import io.twinproxy.agent.core.Role;
import io.twinproxy.agent.core.Wanted;
import io.twinproxy.agent.os.AddressPlan.Bearer;
import io.twinproxy.coordination.record.Hold;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AddressPlanTest {
    private static final String IP = "10.0.1.50";
    private static final Bearer LO = new Bearer("lo", List.of("127.0.0.1/8"), false);
    private static final Bearer FIRST = new Bearer("ens5", List.of("10.0.0.10/24"), true);
    private static final Bearer SECOND = new Bearer("ens6", List.of("10.0.1.10/24"), false);
    private static final Bearer HAS = new Bearer("ens6", List.of("10.0.1.10/24", IP + "/32"), false);

    private static AddressPlan plan(List<Bearer> bearers, Role role, Bearing bearing, boolean settled) {
        Wanted wanted = new Wanted(role, bearing, Optional.empty(), Optional.of(IP), true, settled);
        return AddressPlan.of(bearers, wanted, IP, Optional.empty());
    }

    @Test
    void theActiveHostPutsItOnTheInterfaceOfItsSubnet() {
        AddressPlan plan = plan(List.of(LO, FIRST, SECOND), Role.ACTIVE, Bearing.ADDRESS, false);
        assertThat(plan.hold()).isEqualTo(Hold.ABSENT);
        assertThat(plan.detail()).isEqualTo("ens6 has no address 10.0.1.50");
        assertThat(plan.commands()).containsExactly(List.of("addr", "add", "10.0.1.50/32", "dev", "ens6"));
        assertThat(plan(List.of(LO, FIRST), Role.ACTIVE, Bearing.ADDRESS, false).commands())
                .containsExactly(List.of("addr", "add", "10.0.1.50/32", "dev", "ens5"));
        assertThat(plan(List.of(LO), Role.ACTIVE, Bearing.ADDRESS, false).detail())
                .contains("no interface has a subnet with 10.0.1.50");
    }

    @Test
    void whereItIsNothingIsDoneAndTheMoveIsVerified() {
        AddressPlan plan = plan(List.of(LO, FIRST, HAS), Role.ACTIVE, Bearing.ADDRESS, false);
        assertThat(plan).isEqualTo(new AddressPlan(Hold.VERIFIED, "", List.of()));
    }

    @Test
    void theStandbyTakesItOffOnceNoMoveIsUnderWay() {
        assertThat(plan(List.of(LO, FIRST, HAS), Role.STANDBY, Bearing.ADDRESS, false)
                        .commands())
                .as("a move is under way")
                .isEmpty();
        assertThat(plan(List.of(LO, FIRST, HAS), Role.STANDBY, Bearing.ADDRESS, true)
                        .commands())
                .containsExactly(List.of("addr", "del", "10.0.1.50/32", "dev", "ens6"));
        assertThat(plan(List.of(LO, FIRST, SECOND), Role.STANDBY, Bearing.ADDRESS, true)
                        .commands())
                .isEmpty();
    }

    @Test
    void theDistributionsOwnPrefixIsTakenOffAsItIs() {
        Bearer other = new Bearer("ens6", List.of("10.0.1.10/24", IP + "/24"), false);
        assertThat(plan(List.of(other), Role.STANDBY, Bearing.ADDRESS, true).commands())
                .containsExactly(List.of("addr", "del", "10.0.1.50/24", "dev", "ens6"));
    }

    @Test
    void aRoutedAddressIsOnLoopbackOfEveryHostAndStays() {
        for (Role role : List.of(Role.ACTIVE, Role.STANDBY)) {
            assertThat(plan(List.of(LO, FIRST), role, Bearing.LOOPBACK, true).commands())
                    .containsExactly(List.of("addr", "add", "10.0.1.50/32", "dev", "lo"));
            Bearer has = new Bearer("lo", List.of("127.0.0.1/8", IP + "/32"), false);
            assertThat(plan(List.of(has, FIRST), role, Bearing.LOOPBACK, true))
                    .isEqualTo(new AddressPlan(Hold.VERIFIED, "", List.of()));
        }
    }
}
