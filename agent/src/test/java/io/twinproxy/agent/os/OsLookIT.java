package io.twinproxy.agent.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinproxy.agent.core.Bearing;
import io.twinproxy.agent.core.HostState;
import io.twinproxy.agent.core.Role;
import io.twinproxy.agent.core.Wanted;
import io.twinproxy.agent.net.Cidr;
import io.twinproxy.coordination.record.Hold;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at real interfaces in a network namespace of its own; needs root and iproute2. */
class OsLookIT {
    private static final String MAC = "02:aa:bb:cc:dd:01";
    private static final String VIP = "10.77.1.10";

    private final String namespace = "tp-agent-" + ProcessHandle.current().pid();
    private final Ip ip = new ProcessIp(List.of("ip", "-n", namespace));

    @TempDir
    Path root;

    @BeforeEach
    void makeNamespace() {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/ip")), "iproute2 is not installed");
        Ip plain = new ProcessIp(List.of("ip"));
        assumeTrue(plain.run(List.of("netns", "add", namespace)).good(), "network namespaces need root");
        must("link", "add", "moved", "address", MAC, "type", "veth", "peer", "name", "wire");
        must("link", "set", "dev", "wire", "up");
    }

    @AfterEach
    void removeNamespace() {
        new ProcessIp(List.of("ip")).run(List.of("netns", "del", namespace));
    }

    @Test
    void configuresTheInterfaceOfAnActiveHostAndFindsItSoAgain() {
        OsLook look = look(InterfaceSettings.Manage.AUTO, Optional.empty());

        HostState state = look.look(wanted(Role.ACTIVE));

        assertThat(state.holdDetail()).isEmpty();
        assertThat(state.hold()).isEqualTo(Hold.VERIFIED);
        assertThat(ip.run(List.of("route", "get", "192.0.2.7", "from", VIP)).text())
                .contains("via 10.77.1.1 dev moved");
        assertThat(ip.run(List.of("-4", "route", "show")).text())
                .as("the main table stays as it was")
                .isEmpty();
        String before = picture();
        assertThat(look.look(wanted(Role.ACTIVE)).hold()).isEqualTo(Hold.VERIFIED);
        assertThat(picture()).isEqualTo(before);
    }

    @Test
    void mendsWhatGoesMissingLater() {
        OsLook look = look(InterfaceSettings.Manage.AUTO, Optional.empty());
        look.look(wanted(Role.ACTIVE));
        must("rule", "del", "from", VIP);
        must("addr", "del", VIP + "/24", "dev", "moved");
        assertThat(look.look(wanted(Role.STANDBY)).hold()).isEqualTo(Hold.INCOMPLETE);
        assertThat(look.look(wanted(Role.ACTIVE)).hold()).isEqualTo(Hold.VERIFIED);
    }

    @Test
    void aStandbyAndAVerifierTouchNothing() {
        String before = picture();
        HostState standby =
                look(InterfaceSettings.Manage.AUTO, Optional.empty()).look(wanted(Role.STANDBY));
        HostState verifier =
                look(InterfaceSettings.Manage.VERIFY, Optional.empty()).look(wanted(Role.ACTIVE));
        assertThat(standby.hold()).isEqualTo(Hold.INCOMPLETE);
        assertThat(verifier.hold()).isEqualTo(Hold.INCOMPLETE);
        assertThat(verifier.holdDetail()).contains("moved is down", "moved has no address " + VIP);
        assertThat(picture()).isEqualTo(before);
    }

    @Test
    void theInterfaceIsAbsentUntilItIsAttached() {
        must("link", "del", "moved");
        OsLook look = look(InterfaceSettings.Manage.AUTO, Optional.empty());
        HostState absent = look.look(wanted(Role.ACTIVE));
        assertThat(absent.hold()).isEqualTo(Hold.ABSENT);
        assertThat(absent.holdDetail()).contains(MAC);
        must("link", "add", "other", "address", MAC, "type", "veth", "peer", "name", "wire");
        must("link", "set", "dev", "wire", "up");
        assertThat(look.look(wanted(Role.ACTIVE)).hold()).isEqualTo(Hold.VERIFIED);
    }

    @Test
    void leavesAnInterfaceAloneThatNetUtilsConfigures() throws Exception {
        Files.createDirectories(root.resolve("run/systemd/network/70-moved.network.d"));
        String before = picture();
        HostState state = look(InterfaceSettings.Manage.AUTO, Optional.empty()).look(wanted(Role.ACTIVE));
        assertThat(state.hold()).isEqualTo(Hold.INCOMPLETE);
        assertThat(state.holdDetail()).contains("amazon-ec2-net-utils");
        assertThat(picture()).isEqualTo(before);
    }

    @Test
    void waitsForTheMetadataToKnowTheSubnet() {
        List<String> asked = new ArrayList<>();
        Function<String, Optional<String>> metadata = mac -> {
            asked.add(mac);
            return asked.size() > 1 ? Optional.of("10.77.0.0/16") : Optional.empty();
        };
        OsLook look = new OsLook(
                root.resolve("out"),
                new InterfaceSettings(InterfaceSettings.Manage.AUTO, Optional.empty(), Optional.empty(), 1001),
                metadata,
                ip,
                root);
        HostState first = look.look(wanted(Role.ACTIVE));
        assertThat(first.hold()).isEqualTo(Hold.INCOMPLETE);
        assertThat(first.holdDetail()).contains("does not know the interface's subnet yet", "set 'interface.subnet'");
        assertThat(look.look(wanted(Role.ACTIVE)).hold()).isEqualTo(Hold.VERIFIED);
        assertThat(ip.run(List.of("addr", "show", "dev", "moved")).text()).contains(VIP + "/16");
        assertThat(asked).containsExactly(MAC, MAC);
    }

    @Test
    void withNeitherSubnetNorRouterNothingIsConfigured() {
        String before = picture();
        OsLook look = new OsLook(
                root.resolve("out"),
                new InterfaceSettings(InterfaceSettings.Manage.AUTO, Optional.empty(), Optional.empty(), 1001),
                mac -> Optional.empty(),
                ip,
                root);
        assertThat(look.look(wanted(Role.ACTIVE)).hold()).isEqualTo(Hold.INCOMPLETE);
        assertThat(picture()).isEqualTo(before);
    }

    @Test
    void anAddressOutsideTheSubnetIsNotConfigured() {
        String before = picture();
        OsLook look = look(InterfaceSettings.Manage.AUTO, Cidr.parse("10.78.0.0/16"));
        assertThat(look.look(wanted(Role.ACTIVE)).holdDetail()).contains("is not in the interface's subnet");
        assertThat(picture()).isEqualTo(before);
    }

    @Test
    void seesTheMaintenanceFileAndNeedsNoInterfaceWhenToldSo() throws Exception {
        OsLook off = look(InterfaceSettings.Manage.OFF, Optional.empty());
        assertThat(off.look(wanted(Role.ACTIVE))).isEqualTo(new HostState(false, Hold.NOT_NEEDED, ""));
        Files.createFile(root.resolve("out"));
        OsLook auto = look(InterfaceSettings.Manage.AUTO, Optional.empty());
        Wanted group = new Wanted(Role.ACTIVE, Bearing.NOTHING, Optional.of(MAC), Optional.of(VIP), false, true);
        assertThat(auto.look(group)).isEqualTo(new HostState(true, Hold.NOT_NEEDED, ""));
    }

    @Test
    void anIpThatFailsOrHangsIsIncompleteAndNeverAbsent() {
        InterfaceSettings settings =
                new InterfaceSettings(InterfaceSettings.Manage.AUTO, Optional.empty(), Optional.empty(), 1001);
        OsLook missing = new OsLook(
                root.resolve("out"), settings, mac -> Optional.empty(), new ProcessIp(List.of("/no/such/ip")), root);
        assertThat(missing.look(wanted(Role.ACTIVE)).hold()).isEqualTo(Hold.INCOMPLETE);
        OsLook hanging = new OsLook(
                root.resolve("out"),
                settings,
                mac -> Optional.empty(),
                arguments -> new ProcessIp(List.of("sleep", "60")).run(List.of()),
                root);
        HostState state = hanging.look(wanted(Role.ACTIVE));
        assertThat(state.hold()).isEqualTo(Hold.INCOMPLETE);
        assertThat(state.holdDetail()).contains("took longer than 2s");
    }

    @Test
    void aSecondaryAddressIsOnTheActiveHostsOwnInterfaceAtOnceAndOffItWhenTheMoveIsOver() throws Exception {
        must("addr", "add", "10.77.1.4/24", "dev", "moved");
        must("link", "set", "dev", "moved", "up");
        Files.createDirectories(root.resolve("run/systemd/network/70-moved.network.d"));
        OsLook look = look(InterfaceSettings.Manage.AUTO, Optional.empty());
        String before = picture();
        assertThat(look.look(address(Bearing.ADDRESS, Role.STANDBY, true)).hold())
                .isEqualTo(Hold.ABSENT);
        assertThat(picture()).isEqualTo(before);
        assertThat(look(InterfaceSettings.Manage.VERIFY, Optional.empty())
                        .look(address(Bearing.ADDRESS, Role.ACTIVE, true)))
                .isEqualTo(new HostState(false, Hold.ABSENT, "moved has no address " + VIP));
        assertThat(look.look(address(Bearing.ADDRESS, Role.ACTIVE, false)))
                .isEqualTo(new HostState(false, Hold.VERIFIED, ""));
        assertThat(ip.run(List.of("-4", "addr", "show", "dev", "moved")).text()).contains(VIP + "/32");
        assertThat(look.look(address(Bearing.ADDRESS, Role.STANDBY, false)).hold())
                .as("while the move is under way packets may still come")
                .isEqualTo(Hold.VERIFIED);
        assertThat(look.look(away(Bearing.ADDRESS, true)).hold()).isEqualTo(Hold.ABSENT);
        assertThat(picture()).isEqualTo(before);
    }

    @Test
    void afterAFallbackTheOldHostTakesTheAddressOffItsOwnInterfaceOnceItIsLedElsewhere() {
        first();
        must("addr", "add", VIP + "/32", "dev", "first");
        String before = picture();
        OsLook look = look(InterfaceSettings.Manage.AUTO, Optional.empty());
        assertThat(look.look(away(Bearing.INTERFACE, false)).hold()).isEqualTo(Hold.ABSENT);
        assertThat(picture()).as("while the move is under way").isEqualTo(before);
        HostState state = look.look(away(Bearing.INTERFACE, true));
        assertThat(state.hold()).isEqualTo(Hold.ABSENT);
        assertThat(ip.run(List.of("-4", "addr", "show", "dev", "first")).text())
                .contains("10.77.0.4/24")
                .doesNotContain(VIP);
    }

    @Test
    void theOnlyAddressOfAnInterfaceIsNeverTakenOff() {
        must("addr", "add", VIP + "/24", "dev", "moved");
        must("link", "set", "dev", "moved", "up");
        String before = picture();
        OsLook look = look(InterfaceSettings.Manage.AUTO, Optional.empty());
        assertThat(look.look(away(Bearing.ADDRESS, true)).hold()).isEqualTo(Hold.VERIFIED);
        assertThat(look.look(away(Bearing.INTERFACE, true)).hold()).isEqualTo(Hold.ABSENT);
        assertThat(picture()).isEqualTo(before);
    }

    /** A standby whose address the cloud leads to another machine. */
    private static Wanted away(Bearing bearing, boolean settled) {
        return new Wanted(Role.STANDBY, bearing, Optional.of("02:aa:bb:cc:dd:99"), Optional.of(VIP), true, settled);
    }

    @Test
    void anAddressThatRoutesLeadToIsOnEveryHostsLoopback() {
        OsLook look = look(InterfaceSettings.Manage.AUTO, Optional.empty());
        for (Role role : List.of(Role.STANDBY, Role.ACTIVE, Role.STANDBY)) {
            assertThat(look.look(address(Bearing.LOOPBACK, role, true)).hold()).isEqualTo(Hold.VERIFIED);
        }
        assertThat(ip.run(List.of("-4", "addr", "show", "dev", "lo")).text()).contains(VIP + "/32");
    }

    @Test
    void anAddressWithoutAnInterfaceForItSaysSo() {
        OsLook look = look(InterfaceSettings.Manage.AUTO, Optional.empty());
        HostState state = look.look(address(Bearing.ADDRESS, Role.ACTIVE, true));
        assertThat(state.hold()).isEqualTo(Hold.ABSENT);
        assertThat(state.holdDetail()).contains("no interface has a subnet with " + VIP, "nor a default route");
    }

    @Test
    void aFallbacksAddressIsAddedEvenWhereNetUtilsDrivesTheInterface() throws Exception {
        must("addr", "add", "10.77.1.4/24", "dev", "moved");
        must("link", "set", "dev", "moved", "up");
        Files.createDirectories(root.resolve("run/systemd/network/70-moved.network.d"));
        OsLook look = look(InterfaceSettings.Manage.AUTO, Optional.empty());
        assertThat(look.look(fallback(Role.ACTIVE, MAC))).isEqualTo(new HostState(false, Hold.VERIFIED, ""));
    }

    /** The host's first interface, which the default route leaves by, in a subnet of its own. */
    private void first() {
        must("link", "add", "first", "type", "veth", "peer", "name", "other");
        must("link", "set", "dev", "other", "up");
        must("link", "set", "dev", "first", "up");
        must("addr", "add", "10.77.0.4/24", "dev", "first");
        must("route", "add", "default", "via", "10.77.0.1", "dev", "first", "metric", "512");
        must("link", "set", "dev", "moved", "up");
    }

    private String wayOut() {
        return ip.run(List.of("route", "get", "192.0.2.7", "from", VIP)).text();
    }

    @Test
    void repliesFromAFallbacksAddressLeaveByItsInterfaceThoughNetUtilsDrivesIt() throws Exception {
        first();
        must("addr", "add", "10.77.1.4/24", "dev", "moved");
        must("route", "add", "default", "via", "10.77.1.1", "dev", "moved", "metric", "612");
        must("rule", "add", "from", "10.77.1.4", "lookup", "10101", "pref", "10101");
        must("route", "add", "default", "via", "10.77.1.1", "dev", "moved", "table", "10101");
        Files.createDirectories(root.resolve("run/systemd/network/70-moved.network.d"));
        assertThat(look(InterfaceSettings.Manage.VERIFY, Optional.empty())
                        .look(fallback(Role.ACTIVE, MAC))
                        .holdDetail())
                .contains("no rule and default route make replies from " + VIP + " leave by moved");
        OsLook look = look(InterfaceSettings.Manage.AUTO, Optional.empty());
        assertThat(look.look(fallback(Role.ACTIVE, MAC))).isEqualTo(new HostState(false, Hold.VERIFIED, ""));
        assertThat(wayOut()).contains("via 10.77.1.1 dev moved");
        assertThat(ip.run(List.of("route", "get", "192.0.2.7", "from", "10.77.1.4"))
                        .text())
                .as("net-utils' own is left alone")
                .contains("table 10101");
    }

    @Test
    void anAddressIsOnTheInterfaceThatTheCloudLeadsItToAndRepliesLeaveByThat() {
        first();
        must("addr", "add", "10.77.1.4/24", "dev", "moved");
        must("addr", "add", "10.77.1.3/24", "dev", "first");
        OsLook look = look(InterfaceSettings.Manage.AUTO, Optional.empty());
        assertThat(look.look(address(Bearing.ADDRESS, Role.ACTIVE, false)).holdDetail())
                .contains("the leader has not told yet to which it is led");
        Wanted led = new Wanted(Role.ACTIVE, Bearing.ADDRESS, Optional.of(MAC), Optional.of(VIP), true, false);
        assertThat(look.look(led)).isEqualTo(new HostState(false, Hold.VERIFIED, ""));
        assertThat(ip.run(List.of("-4", "addr", "show", "dev", "moved")).text()).contains(VIP + "/32");
        assertThat(wayOut()).contains("via 10.77.1.1 dev moved");
    }

    @Test
    void repliesFromARoutedAddressLeaveByTheInterfaceThatTheRoutesLeadTo() {
        first();
        must("addr", "add", "10.77.1.4/24", "dev", "moved");
        OsLook look = look(InterfaceSettings.Manage.AUTO, Optional.empty());
        Wanted led = new Wanted(Role.ACTIVE, Bearing.LOOPBACK, Optional.of(MAC), Optional.of(VIP), true, true);
        assertThat(look.look(led)).isEqualTo(new HostState(false, Hold.VERIFIED, ""));
        assertThat(ip.run(List.of("-4", "addr", "show", "dev", "lo")).text()).contains(VIP + "/32");
        assertThat(wayOut()).contains("via 10.77.1.1 dev moved");
    }

    private static Wanted fallback(Role role, String mac) {
        return new Wanted(role, Bearing.INTERFACE, Optional.of(mac), Optional.of(VIP), true, true);
    }

    private static Wanted address(Bearing bearing, Role role, boolean settled) {
        return new Wanted(role, bearing, Optional.empty(), Optional.of(VIP), true, settled);
    }

    private OsLook look(InterfaceSettings.Manage manage, Optional<Cidr> subnet) {
        Optional<Cidr> range = subnet.isPresent() ? subnet : Cidr.parse("10.77.1.0/24");
        return new OsLook(
                root.resolve("out"),
                new InterfaceSettings(manage, range, Optional.empty(), 1001),
                mac -> Optional.empty(),
                ip,
                root);
    }

    private static Wanted wanted(Role role) {
        return new Wanted(role, Bearing.INTERFACE, Optional.of(MAC), Optional.of(VIP), false, true);
    }

    private String picture() {
        return ip.run(List.of("-4", "addr", "show")).text()
                + ip.run(List.of("-4", "rule", "show")).text()
                + ip.run(List.of("-4", "route", "show", "table", "all")).text();
    }

    private void must(String... arguments) {
        assertThat(ip.run(List.of(arguments))).matches(Ip.Output::good);
    }
}
