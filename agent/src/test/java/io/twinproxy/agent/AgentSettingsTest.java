package io.twinproxy.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twinproxy.agent.net.Cidr;
import io.twinproxy.agent.os.InterfaceSettings.Manage;
import io.twinproxy.coordination.settings.SettingsException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentSettingsTest {
    private static final String LEAST = "pair: cache-a\nzookeeper: zk1:2181\nproxy: nutcracker.yml\n";

    @Test
    void theLeastThatMustBeSetAndEveryDefault() throws Exception {
        AgentSettings settings = parse(LEAST);
        assertThat(settings.pair()).isEqualTo("cache-a");
        assertThat(settings.host()).isEqualTo("proxy-a");
        assertThat(settings.proxy()).isEqualTo(Path.of("/etc/twinproxy/nutcracker.yml"));
        assertThat(settings.address()).isEmpty();
        assertThat(settings.instance()).isEmpty();
        assertThat(settings.health().listen()).isEqualTo(new InetSocketAddress("0.0.0.0", 2525));
        assertThat(settings.health().onlyFrom())
                .containsExactly(
                        Cidr.parse("127.0.0.0/8").orElseThrow(),
                        Cidr.parse("::1").orElseThrow());
        assertThat(settings.health().maintenanceFile()).isEqualTo(Path.of("/tmp/out"));
        assertThat(settings.interfaces().manage()).isEqualTo(Manage.AUTO);
        assertThat(settings.interfaces().table()).isEqualTo(1001);
        assertThat(settings.imds().endpoint()).hasToString("http://169.254.169.254");
        assertThat(settings.imds().timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.sessionTimeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(settings.leaveWithin()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void everyKeyIsRead() throws Exception {
        AgentSettings settings = parse("""
                pair: cache-a
                host: other
                zookeeper: zk1:2181,[::1]:2182
                proxy: /srv/n.yml
                proxy-threads: 3
                proxy-memory-max: 16m
                address: 10.0.0.5
                instance: i-0abc
                zone: eu-west-1b
                health: {listen: '127.0.0.1:0', only-from: [10.0.0.0/16, 127.0.0.1], maintenance-file: down}
                interface: {manage: verify, subnet: 10.0.1.0/24, gateway: 10.0.1.2, table: 77}
                imds: {endpoint: 'http://127.0.0.1:1338', timeout: 200ms}
                session-timeout: 2s
                leave-within: 0s
                """);
        assertThat(settings.host()).isEqualTo("other");
        assertThat(settings.proxyThreads()).contains(3);
        assertThat(settings.proxyMemoryMax()).contains(16L << 20);
        assertThat(settings.zookeeper()).isEqualTo("zk1:2181,[::1]:2182");
        assertThat(settings.proxy()).isEqualTo(Path.of("/srv/n.yml"));
        assertThat(settings.address()).contains("10.0.0.5");
        assertThat(settings.instance()).contains("i-0abc");
        assertThat(settings.zone()).contains("eu-west-1b");
        assertThat(settings.health().listen()).isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        assertThat(settings.health().onlyFrom()).hasSize(2);
        assertThat(settings.health().maintenanceFile()).isEqualTo(Path.of("/etc/twinproxy/down"));
        assertThat(settings.interfaces().manage()).isEqualTo(Manage.VERIFY);
        assertThat(settings.interfaces().subnet()).isEqualTo(Cidr.parse("10.0.1.0/24"));
        assertThat(settings.interfaces().gateway()).contains("10.0.1.2");
        assertThat(settings.interfaces().table()).isEqualTo(77);
        assertThat(settings.imds().endpoint()).hasToString("http://127.0.0.1:1338");
        assertThat(settings.sessionTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.leaveWithin()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pair: 7up| pair: is '7up'; it must be a name",
                "host: a b| host: is 'a b'; it must be a name",
                "zookeeper: zk1| zookeeper: is 'zk1'; it must be host:port",
                "zookeeper: 'zk1:2181,'| zookeeper: is 'zk1:2181,'",
                "zookeeper: zk1:99999| zookeeper: is 'zk1:99999'",
                "address: a/b| address: is 'a/b'; it must be a name or an IP address",
                "instance: web-1| instance: is 'web-1'; it must be an EC2 instance id",
                "zone: Frankfurt 1| zone: is 'Frankfurt 1'",
                "health: 2525| health: must be a mapping",
                "health: {listen: 2525}| health.listen: is '2525'; it must be address:port",
                "health: {listen: '0.0.0.0:70000'}| health.listen: is '0.0.0.0:70000'",
                "health: {only-from: 10.0.0.0/16}| health.only-from: must be a list",
                "health: {only-from: [10.0.0.0/99]}| health.only-from: has '10.0.0.0/99'",
                "health: {onlyfrom: []}| health.onlyfrom: is not a known key; did you mean 'only-from'?",
                "interface: {manage: yes}| interface.manage: is 'yes'; it must be auto, verify or off",
                "interface: {subnet: 10.0.0.1}| interface.subnet: is '10.0.0.1'",
                "interface: {gateway: router}| interface.gateway: is 'router'; it must be an IPv4 address",
                "interface: {subnet: 10.0.0.0/24, gateway: 10.1.0.1}| it must be in subnet, which is 10.0.0.0/24",
                "interface: {table: 254}| which is the system's own",
                "interface: {table: 10000}| interface.table: is '10000'; it must be 1 to 9999",
                "imds: {endpoint: 'ftp://x'}| imds.endpoint: is 'ftp://x'; it must be an http URL",
                "imds: {timeout: 1}| imds.timeout: is '1'; it must be a duration",
                "session-timeout: 100ms| session-timeout: is '100ms'; it must be a duration, 1s to 1m",
                "leave-within: 1d| leave-within: is '1d'",
                "zokeeper: x| zokeeper: is not a known key; did you mean 'zookeeper'?",
            })
    void whatIsWrongIsNamedWithWhatIsAllowed(String line, String expected) {
        String key = line.substring(0, line.indexOf(':') + 1);
        String rest = String.join(
                "\n",
                Arrays.stream(LEAST.split("\n")).filter(l -> !l.startsWith(key)).toList());
        assertThatThrownBy(() -> parse(rest + "\n" + line))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(expected)
                .hasMessageContaining("agent.yml:");
    }

    @Test
    void everyProblemIsToldAtOnce() {
        SettingsException e = catchThrowableOfType(
                SettingsException.class,
                () -> AgentSettings.parse("hosst: a\nimds: {timeout: soon}\n", "agent.yml", Path.of("/"), "7"));
        assertThat(e.problems()).extracting(p -> p.key()).contains("pair", "zookeeper", "proxy", "hosst", "host");
        assertThat(e.getMessage()).contains("imds.timeout: is 'soon'", "this machine's name '7' is not a name");
    }

    @Test
    void aFileThatCannotBeReadIsAProblem() {
        assertThatThrownBy(() -> AgentSettings.read(Path.of("/no/such/agent.yml")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("/no/such/agent.yml: there is no such file");
    }

    private static AgentSettings parse(String yaml) throws SettingsException {
        return AgentSettings.parse(yaml, "agent.yml", Path.of("/etc/twinproxy"), "proxy-a");
    }
}
