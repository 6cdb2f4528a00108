package io.twinproxy.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.proxy.Leaks;
import io.twinproxy.proxy.Proxies;
import io.twinproxy.proxy.Proxy;
import io.twinproxy.proxy.ScriptedServer;
import io.twinproxy.proxy.TextClient;
import io.twinproxy.proxy.config.ProxyConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that end at any byte of their handshake: each is an error or nothing, and no buffer is lost. */
@ExtendWith(Leaks.class)
class CutHandshakesTest {
    private static final int FLIGHT_BYTES = 2_600;
    private static final int STEP = 131;

    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    Path directory;

    private Certificates authority;
    private ScriptedServer server;

    @BeforeEach
    void start() throws Exception {
        authority = Certificates.authority("authority").into(directory, "ca");
        authority.issue("proxy", "localhost").into(directory, "proxy");
        Certificates certificate = authority.issue("server", "localhost").into(directory, "server");
        server = closing(new ScriptedServer(
                (line, out, socket) -> out.write(ScriptedServer.bytes("END\r\n")),
                certificate.context(authority).getServerSocketFactory()));
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        open.add(resource);
        return resource;
    }

    private ProxyConfig config(String settings, int port) {
        return Proxies.config(settings.replace("@", directory + "/"), port);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerThatIsCutOffAnywhereFailsThatRequestAndTheNextConnectionServes(boolean reset) throws Exception {
        Relay relay = closing(new Relay(server.port(), false, reset));
        Proxy proxy = closing(
                Proxies.start(config("server_tls: {ca: @ca.pem, name: localhost}\ntimeout: 5000", relay.port())));
        TextClient client = closing(new TextClient(Proxies.port(proxy)));
        for (int bytes = 1; bytes < FLIGHT_BYTES; bytes += STEP) {
            relay.cutAfter(bytes);
            assertThat(client.ask("get k")).matches("END|SERVER_ERROR .*");
        }
        relay.cutAfter(Integer.MAX_VALUE);
        client.ask("get k");
        assertThat(client.ask("get k")).isEqualTo("END");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatIsCutOffAnywhereHurtsNobody(boolean reset) throws Exception {
        Proxy proxy = closing(Proxies.start(
                config("tls: {certificate: @proxy.pem, key: @proxy.key, client_ca: @ca.pem}", server.port())));
        Relay relay = closing(new Relay(Proxies.port(proxy), true, reset));
        SSLContext own = authority.issue("client", "localhost").context(authority);
        for (int bytes = 1; bytes < FLIGHT_BYTES; bytes += STEP) {
            relay.cutAfter(bytes);
            try (TextClient client = TlsClients.text(own, relay.port())) {
                client.send("get k\r\n");
            } catch (UncheckedIOException e) {
                // Cut off before its handshake was over, as it was meant.
            }
        }
        relay.cutAfter(Integer.MAX_VALUE);
        assertThat(closing(TlsClients.text(own, relay.port())).ask("version")).startsWith("VERSION");
    }

    @Test
    void aProxyThatIsClosedInMidHandshakeLosesNothing() throws Exception {
        for (int bytes = 1; bytes < FLIGHT_BYTES; bytes += 2 * STEP) {
            Relay relay = closing(new Relay(server.port(), false, false));
            relay.stallAfter(bytes);
            try (Proxy proxy = Proxies.start(
                            config("server_tls: {ca: @ca.pem, name: localhost}\npreconnect: true", relay.port()));
                    TextClient client = new TextClient(Proxies.port(proxy))) {
                client.send("get k\r\n");
                relay.awaitStall();
            }
        }
    }

    /** Passes bytes on between whoever connects and a port, and stops after so many from one side. */
    private static final class Relay implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final AtomicInteger bytesMax = new AtomicInteger(Integer.MAX_VALUE);
        private final CountDownLatch stalled = new CountDownLatch(1);
        private final List<Socket> sockets = new CopyOnWriteArrayList<>();
        private final boolean reset;
        private volatile boolean stall;

        /** @param towards whether bytes towards the port are counted, or those from it */
        Relay(int port, boolean towards, boolean reset) throws IOException {
            this.reset = reset;
            daemon(() -> {
                while (true) {
                    Socket near = listener.accept();
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
                    sockets.add(near);
                    sockets.add(far);
                    int max = bytesMax.get();
                    daemon(() -> pass(near, far, towards ? max : Integer.MAX_VALUE));
                    daemon(() -> pass(far, near, towards ? Integer.MAX_VALUE : max));
                }
            });
        }

        int port() {
            return listener.getLocalPort();
        }

        void cutAfter(int bytes) {
            bytesMax.set(bytes);
        }

        void stallAfter(int bytes) {
            stall = true;
            bytesMax.set(bytes);
        }

        void awaitStall() throws InterruptedException {
            assertThat(stalled.await(10, TimeUnit.SECONDS)).isTrue();
        }

        private void pass(Socket from, Socket to, int max) throws IOException {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8192];
            int left = max;
            int read;
            while (left > 0 && (read = in.read(buffer, 0, Math.min(left, buffer.length))) > 0) {
                out.write(buffer, 0, read);
                left -= read;
            }
            stalled.countDown();
            if (stall) {
                return;
            }
            if (reset) {
                from.setSoLinger(true, 0);
                to.setSoLinger(true, 0);
            }
            from.close();
            to.close();
        }

        private interface Task {
            void run() throws IOException;
        }

        private static void daemon(Task task) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            task.run();
                        } catch (IOException e) {
                            // One of both sides is gone.
                        }
                    },
                    "relay");
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }
}
