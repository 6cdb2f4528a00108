package io.twinproxy.emulator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinproxy.emulator.contract.EmulatorWorld;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.EmulatorSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real device between real namespaces; skips visibly where those cannot be made. */
class NetnsWireTest {
    private static final String FIRST = "i-0aaaaaaaaaaaaaaaa";
    private static final String SECOND = "i-0bbbbbbbbbbbbbbbb";
    private static final String ENI = "eni-0dddddddddddddddd";

    private final IpCommand ip = new IpCommand(Duration.ofSeconds(5));
    private final String prefix = "tpe" + ProcessHandle.current().pid();
    private final String firstHost = prefix + "-first";
    private final String secondHost = prefix + "-second";

    @BeforeEach
    void hosts() {
        try {
            ip.run("netns", "add", firstHost);
            ip.run("netns", "add", secondHost);
            ip.run("-n", firstHost, "link", "add", "probe0", "type", "veth", "peer", "name", "probe1");
            ip.run("-n", firstHost, "link", "delete", "probe0");
        } catch (IOException e) {
            remove();
            Assumptions.abort("network namespaces cannot be made here: " + e.getMessage());
        }
    }

    @AfterEach
    void remove() {
        for (String host : new String[] {firstHost, secondHost}) {
            try {
                ip.run("netns", "delete", host);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("No such file");
            }
        }
    }

    @Test
    void deviceWithItsMacIsWhereverTheInterfaceIsAttachedAndTrafficFollows() throws Exception {
        Cloud cloud = EmulatorWorld.cloud(EmulatorSettings.fast());
        cloud.setup()
                .subnet("subnet-0aaaaaaaaaaaaaaaa", "us-east-1a", "10.0.1.0/24")
                .instance(FIRST, "subnet-0aaaaaaaaaaaaaaaa", "10.0.1.10")
                .instance(SECOND, "subnet-0aaaaaaaaaaaaaaaa", "10.0.1.11")
                .networkInterface(ENI, "subnet-0aaaaaaaaaaaaaaaa", "10.0.1.100");
        String mac = cloud.describeNetworkInterfaces(ENI).get(0).macAddress();
        TreeMap<String, String> namespaces = new TreeMap<>();
        namespaces.put(FIRST, firstHost);
        namespaces.put(SECOND, secondHost);
        try (NetnsWire wire = new NetnsWire(prefix, namespaces)) {
            cloud.listen(wire);
            ip.run("-n", wire.network(), "addr", "add", "10.0.1.1/24", "dev", wire.bridge());
            String device = wire.networkInterface(ENI, mac, cloud.holder(ENI));
            assertThat(links(firstHost)).doesNotContain(mac);
            String attachment = cloud.attachNetworkInterface(ENI, FIRST, 1).attachmentId();
            assertThat(links(firstHost)).contains(mac).contains(device);
            assertThat(ip.run("-n", firstHost, "-4", "addr", "show", "dev", device))
                    .doesNotContain("10.0.1.100");
            answers(wire, firstHost, device);
            cloud.detachNetworkInterface(attachment, false);
            assertThat(links(firstHost)).doesNotContain(mac);
            cloud.attachNetworkInterface(ENI, SECOND, 1);
            assertThat(links(secondHost)).contains(mac);
            assertThat(ip.run("-n", secondHost, "-4", "addr", "show", "dev", device))
                    .doesNotContain("10.0.1.100");
            answers(wire, secondHost, device);
        }
        assertThat(ip.run("netns", "list")).doesNotContain(prefix + "-network").doesNotContain(prefix + "-unheld");
        assertThat(links(secondHost)).doesNotContain(mac);
    }

    /** Configures the address as an agent would, and asks for it across the bridge. */
    private void answers(NetnsWire wire, String host, String device) throws IOException {
        ip.run("-n", host, "addr", "add", "10.0.1.100/24", "dev", device);
        ip.run("-n", host, "link", "set", device, "up");
        String connect = "exec 3<>/dev/tcp/10.0.1.100/9";
        assertThatThrownBy(() -> ip.run("netns", "exec", wire.network(), "timeout", "3", "bash", "-c", connect))
                .as("a refusal is an answer of the host that has the address")
                .hasMessageContaining("refused");
    }

    private String links(String namespace) throws IOException {
        return ip.run("-n", namespace, "link", "show");
    }

    @Test
    void failureSaysWhatWasRun() {
        assertThatThrownBy(() -> ip.run("netns", "delete", "no-such-namespace"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("netns delete no-such-namespace");
    }
}
