package io.twinproxy.emulator.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.twinproxy.emulator.contract.EmulatorWorld;
import io.twinproxy.emulator.contract.SdkClients;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.EmulatorSettings;
import io.twinproxy.emulator.core.HealthCheckSettings;
import io.twinproxy.emulator.core.LoadBalancer;
import io.twinproxy.emulator.core.TargetGroup;
import io.twinproxy.emulator.core.TargetGroup.TargetType;
import io.twinproxy.emulator.core.TargetId;
import io.twinproxy.emulator.core.TargetName;
import io.twinproxy.emulator.http.EmulatorServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real clients, real servers and the wire between them, switched by the cloud. */
class ForwardWireTest {
    private static final String FIRST = "i-0aaaaaaaaaaaaaaaa";
    private static final String SECOND = "i-0bbbbbbbbbbbbbbbb";
    private static final String ENI = "eni-0dddddddddddddddd";
    private static final String BALANCER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/lb/1";
    private static final TargetGroup GROUP = TargetGroup.tcp("proxies", 22121, TargetType.INSTANCE)
            .withHealthCheck(HealthCheckSettings.tcp()
                    .every(Duration.ofMillis(50), Duration.ofMillis(40))
                    .thresholds(1, 2))
            .draining(Duration.ofMillis(300), true)
            .behind(List.of(BALANCER));

    private final AddressBook book = new AddressBook();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Cloud cloud = EmulatorWorld.cloud(EmulatorSettings.fast());
    private NamedServer first;
    private NamedServer second;
    private ForwardWire wire;

    @BeforeEach
    void start() throws IOException {
        first = keep(new NamedServer("first"));
        second = keep(new NamedServer("second"));
        book.port(FIRST, 22121, first.address()).port(SECOND, 22121, second.address());
        cloud.setup()
                .subnet("subnet-0aaaaaaaaaaaaaaaa", "us-east-1a", "10.0.1.0/24")
                .instance(FIRST, "subnet-0aaaaaaaaaaaaaaaa", "10.0.1.10")
                .instance(SECOND, "subnet-0aaaaaaaaaaaaaaaa", "10.0.1.11")
                .networkInterface(ENI, "subnet-0aaaaaaaaaaaaaaaa", "10.0.1.100");
        wire = keep(new ForwardWire(book));
        cloud.listen(wire);
    }

    @AfterEach
    void stop() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T keep(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private InetSocketAddress eni() throws IOException {
        return wire.networkInterface(ENI, EmulatorWorld.ANY, 22121, cloud.holder(ENI));
    }

    private Socket connect(InetSocketAddress to) throws IOException {
        Socket socket = keep(new Socket());
        socket.setSoTimeout(3000);
        socket.connect(to, 3000);
        return socket;
    }

    /** The server sends its name and a line break, then echoes. */
    private static String name(Socket socket) throws IOException {
        StringBuilder name = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c != '\n';
                c = socket.getInputStream().read()) {
            if (c < 0) {
                throw new SocketException("ended before a name came");
            }
            name.append((char) c);
        }
        return name.toString();
    }

    private static String echo(Socket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write(bytes);
        return new String(socket.getInputStream().readNBytes(bytes.length), StandardCharsets.UTF_8);
    }

    @Test
    void carriesClientsToWhoeverHoldsTheInterfaceAndResetsThemWhenItLeaves() throws Exception {
        InetSocketAddress address = eni();
        String attachment = cloud.attachNetworkInterface(ENI, FIRST, 1).attachmentId();
        Socket client = connect(address);
        assertThat(name(client)).isEqualTo("first");
        assertThat(echo(client, "hello")).isEqualTo("hello");
        cloud.detachNetworkInterface(attachment, false);
        assertThatThrownBy(() -> client.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        assertThat(wire.carried()).isZero();
        assertThatThrownBy(() -> name(connect(address))).isInstanceOf(SocketException.class);
        cloud.attachNetworkInterface(ENI, SECOND, 1);
        assertThat(name(connect(address))).isEqualTo("second");
    }

    @Test
    void hasSwitchedWhenTheAttachCallIsAnswered() throws Exception {
        InetSocketAddress address = eni();
        EmulatorServer server = keep(EmulatorWorld.start(cloud, book));
        SdkClients clients = keep(new SdkClients(server.endpoint()));
        for (int i = 0; i < 20; i++) {
            String instance = i % 2 == 0 ? FIRST : SECOND;
            String attachment = clients.ec2
                    .attachNetworkInterface(
                            r -> r.networkInterfaceId(ENI).instanceId(instance).deviceIndex(1))
                    .attachmentId();
            Socket client = connect(address);
            assertThat(name(client)).isEqualTo(i % 2 == 0 ? "first" : "second");
            clients.ec2.detachNetworkInterface(r -> r.attachmentId(attachment));
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void holderThatRefusesIsAResetForTheClient() throws Exception {
        InetSocketAddress address = eni();
        cloud.attachNetworkInterface(ENI, FIRST, 1);
        first.close();
        assertThatThrownBy(() -> name(connect(address))).isInstanceOf(SocketException.class);
        await().until(() -> wire.carried() == 0);
    }

    @Test
    void unheldInterfaceHangsForABoundIfSetTo() throws Exception {
        ForwardWire hanging = keep(new ForwardWire(book, Unheld.HANG, Duration.ofMillis(400)));
        InetSocketAddress address = hanging.networkInterface(ENI, EmulatorWorld.ANY, 22121, Optional.empty());
        Socket client = connect(address);
        client.setSoTimeout(150);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        client.setSoTimeout(3000);
        assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }

    @Test
    void carriesMoreThanItsBuffersToASlowReaderAndPassesOnTheEnd() throws Exception {
        InetSocketAddress address = eni();
        cloud.attachNetworkInterface(ENI, FIRST, 1);
        Socket client = connect(address);
        assertThat(name(client)).isEqualTo("first");
        byte[] sent = new byte[8 << 20];
        new Random(1).nextBytes(sent);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            try {
                client.getOutputStream().write(sent);
                client.shutdownOutput();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThat(client.getInputStream().readAllBytes()).isEqualTo(sent);
        writing.get(5, TimeUnit.SECONDS);
        await().until(() -> wire.carried() == 0);
    }

    private InetSocketAddress balanced() throws IOException {
        cloud.setup()
                .loadBalancer(new LoadBalancer(BALANCER, "lb", List.of("us-east-1a"), List.of()))
                .targetGroup(GROUP)
                .target(GROUP.arn(), new TargetId(FIRST, 22121))
                .target(GROUP.arn(), new TargetId(SECOND, 22121));
        return wire.loadBalancer(cloud.routing(GROUP.arn()), EmulatorWorld.ANY);
    }

    @Test
    void spreadsNewConnectionsOverHealthyTargetsAndFailsOpen() throws Exception {
        InetSocketAddress address = balanced();
        EmulatorServer server = keep(EmulatorWorld.start(cloud, book));
        assertThat(names(address)).containsExactly("first", "second");
        Socket carried = connect(address);
        while (!name(carried).equals("first")) {
            carried = connect(address);
        }
        Socket onFirst = carried;
        first.refuse();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> server.with(c -> c.routing(GROUP.arn()).accepting().size() == 1));
        assertThatThrownBy(() -> onFirst.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThat(names(address)).containsExactly("second");
        second.refuse();
        await().atMost(Duration.ofSeconds(5))
                .until(() -> server.with(c -> c.routing(GROUP.arn()).failOpen()));
        assertThatThrownBy(() -> name(connect(address))).isInstanceOf(SocketException.class);
    }

    private Set<String> names(InetSocketAddress address) throws IOException {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < 6; i++) {
            names.add(name(connect(address)));
        }
        return names;
    }

    @Test
    void drainingTargetKeepsItsConnectionsUntilTheDelayEnds() throws Exception {
        InetSocketAddress address = balanced();
        EmulatorServer server = keep(EmulatorWorld.start(cloud, book));
        Socket carried = connect(address);
        String served = name(carried);
        String instance = served.equals("first") ? FIRST : SECOND;
        server.with(c -> {
            c.deregisterTargets(GROUP.arn(), List.of(TargetName.of(instance)));
            return c;
        });
        assertThat(echo(carried, "still here")).isEqualTo("still here");
        assertThat(names(address)).doesNotContain(served).hasSize(1);
        assertThatThrownBy(() -> carried.getInputStream().read())
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }
}
