package io.twinproxy.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.twinproxy.proxy.Leaks;
import io.twinproxy.proxy.Proxies;
import io.twinproxy.proxy.Proxy;
import io.twinproxy.proxy.ScriptedServer;
import io.twinproxy.proxy.TextClient;
import io.twinproxy.proxy.backend.Backend;
import io.twinproxy.proxy.cache.BuiltinCache;
import io.twinproxy.proxy.config.ProxyConfig;
import io.twinproxy.proxy.pem.ServerTls;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.PoolField;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Encrypted clients and servers that behave, and those that do not. */
@ExtendWith(Leaks.class)
class ProxyTlsTest {
    private static final String TLS = "tls: {certificate: @proxy.pem, key: @proxy.key}\n";
    private static final String SERVER_TLS = "server_tls: {ca: @ca.pem, name: localhost}\n";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final ListAppender<ILoggingEvent> refusals = new ListAppender<>();

    @TempDir
    Path directory;

    private Certificates authority;
    private Certificates server;
    private BuiltinCache cache;

    @BeforeEach
    void start() throws Exception {
        authority = Certificates.authority("authority").into(directory, "ca");
        authority.issue("proxy", "localhost").into(directory, "proxy");
        server = authority.issue("server", "localhost").into(directory, "server");
        cache = closing(BuiltinCache.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64 << 20));
        refusals.start();
        ((Logger) LoggerFactory.getLogger(Refusals.class)).addAppender(refusals);
    }

    @AfterEach
    void closeAll() throws Exception {
        ((Logger) LoggerFactory.getLogger(Refusals.class)).detachAppender(refusals);
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        open.add(resource);
        return resource;
    }

    private ProxyConfig config(String settings, int... ports) {
        return Proxies.config(settings.replace("@", directory + "/"), ports);
    }

    private Proxy proxy(String settings) {
        return closing(Proxies.start(config(settings, cache.port())));
    }

    private Proxy proxyOver(ScriptedServer scripted, String settings) {
        return closing(Proxies.start(config(settings, scripted.port())));
    }

    private ScriptedServer encrypted(ScriptedServer.Script script) {
        return closing(new ScriptedServer(script, server.context(authority).getServerSocketFactory()));
    }

    private SSLSocket socket(Proxy proxy, String... protocols) {
        return closing(TlsClients.socket(authority.trusting(), Proxies.port(proxy), protocols));
    }

    private TextClient client(Proxy proxy, String... protocols) {
        return closing(new TextClient(socket(proxy, protocols)));
    }

    private static long count(Proxy proxy, PoolField field) {
        return proxy.stats().pools().get(0).get(field);
    }

    private static Backend.State state(Proxy proxy) {
        return proxy.health().pools().get(0).backends().get(0).state();
    }

    @Test
    void clientsThatDoNotSpeakTlsAreRefusedCountedAndNotQuoted() throws Exception {
        Proxy proxy = proxy(TLS);
        for (int i = 0; i < 20; i++) {
            try (TextClient plain = new TextClient(Proxies.port(proxy))) {
                plain.send("set secret 0 0 6\r\nsecret\r\n");
                assertThat(plain.line()).isIn("<eof>", "<reset>");
            }
        }
        Awaitility.await().until(() -> count(proxy, PoolField.CLIENT_ERR) == 20);
        assertThat(count(proxy, PoolField.CLIENT_CONNECTIONS)).isZero();
        assertThat(refusals.list).as("at most one a second").hasSizeBetween(1, 5);
        assertThat(refusals.list.get(0).getFormattedMessage())
                .contains("A client of pool pool at /127.0.0.1:", "the other side does not speak TLS")
                .doesNotContain("secret", "7365637265");
        assertThat(client(proxy).ask("get secret")).isEqualTo("END");
    }

    @ParameterizedTest
    @ValueSource(strings = {"version\r\n", "*1\r\n$4\r\nPING\r\n"})
    void whoeverProbesTheHostIsAnsweredWithoutAHandshakeAndNothingElseIs(String question) throws Exception {
        Proxy proxy = proxy(TLS);
        try (TextClient plain = new TextClient(Proxies.port(proxy))) {
            for (int i = 0; i < 3; i++) {
                plain.send(question);
                assertThat(plain.line()).isIn("ERROR this port speaks TLS", "-ERR this port speaks TLS");
            }
            for (int i = 0; i < question.length(); i++) {
                plain.send(question.substring(i, i + 1));
            }
            assertThat(plain.line()).endsWith("this port speaks TLS");
            plain.send("get a\r\n");
            assertThat(plain.line()).isIn("<eof>", "<reset>");
        }
        try (TextClient plain = new TextClient(Proxies.port(proxy))) {
            plain.send(question + "get a\r\n");
            assertThat(plain.line()).isIn("<eof>", "<reset>");
        }
        assertThat(client(proxy).ask("version")).startsWith("VERSION ");
    }

    @Test
    void aConnectionThatSaysNothingAndLeavesIsNoError() throws Exception {
        Proxy proxy = proxy(TLS);
        for (int i = 0; i < 3; i++) {
            new Socket(InetAddress.getLoopbackAddress(), Proxies.port(proxy)).close();
        }
        Awaitility.await().until(() -> count(proxy, PoolField.CLIENT_EOF) == 3);
        assertThat(count(proxy, PoolField.CLIENT_CONNECTIONS)).isZero();
        assertThat(refusals.list).isEmpty();
    }

    @Test
    void handshakesUnderWayCountAsClients() throws Exception {
        Proxy proxy = proxy(TLS + "client_connections: 2");
        Socket silent = closing(new Socket(InetAddress.getLoopbackAddress(), Proxies.port(proxy)));
        Awaitility.await().until(() -> count(proxy, PoolField.CLIENT_CONNECTIONS) == 1);
        TextClient second = client(proxy);
        assertThat(second.ask("get k")).isEqualTo("END");
        assertThatThrownBy(() -> socket(proxy)).isInstanceOf(Exception.class);
        silent.close();
        Awaitility.await().until(() -> count(proxy, PoolField.CLIENT_CONNECTIONS) == 1);
        assertThat(client(proxy).ask("get k")).isEqualTo("END");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientThatEndsItsOutputGetsItsRepliesAndAProperEnd(String protocol) throws Exception {
        Proxy proxy = proxy(TLS);
        Tap tap = new Tap(new Socket(InetAddress.getLoopbackAddress(), Proxies.port(proxy)));
        SSLSocket socket = closing(TlsClients.over(authority.trusting(), tap, protocol));
        TextClient client = closing(new TextClient(socket));
        client.send("set k 0 0 1\r\nx\r\nget k\r\n");
        if (protocol.equals("TLSv1.3")) {
            // TLS 1.2 knows no half-closed connection: whoever ends one has no more replies to expect.
            client.endOutput();
        }
        assertThat(client.reply()).isEqualTo("STORED");
        assertThat(client.reply()).isEqualTo("VALUE k 0 1|x|END");
        if (protocol.equals("TLSv1.2")) {
            client.endOutput();
        }
        assertThat(client.line()).isEqualTo("<eof>");
        Awaitility.await().until(() -> count(proxy, PoolField.CLIENT_EOF) == 1);
        assertThat(count(proxy, PoolField.CLIENT_ERR)).isZero();
        int alert = protocol.equals("TLSv1.3") ? 23 : 21;
        assertThat(tap.lastRecord())
                .as("the last record is the notice of the end")
                .containsEntry("type", alert);
        assertThat(tap.lastRecord().get("length")).isLessThan(60);
    }

    @Test
    void aRenewedCertificateIsShownToNewClientsWhilePresentOnesStay() throws Exception {
        Proxy proxy = proxy(TLS);
        SSLSocket before = socket(proxy);
        TextClient stays = closing(new TextClient(before));
        assertThat(stays.ask("set k 0 0 1\r\nx")).isEqualTo("STORED");
        authority.issue("renewed", "localhost").into(directory, "proxy");
        assertThat(proxy.reload(config(TLS, cache.port())).changes())
                .singleElement()
                .asString()
                .contains(
                        "new clients are met with the certificate of CN=renewed, valid until ",
                        "were with",
                        "CN=proxy");
        assertThat(subject(socket(proxy))).isEqualTo("CN=renewed");
        assertThat(stays.ask("get k")).isEqualTo("VALUE k 0 1|x|END");
        assertThat(proxy.reload(config(TLS, cache.port())).changes()).isEmpty();
        assertThat(proxy.reload(config("", cache.port())).laterOnly())
                .containsExactly("pool pool: tls holds for new clients; those that are connected stay as they came");
        assertThat(stays.ask("get k")).isEqualTo("VALUE k 0 1|x|END");
        assertThat(closing(new TextClient(Proxies.port(proxy))).ask("get k")).isEqualTo("VALUE k 0 1|x|END");
    }

    private static String subject(SSLSocket socket) throws Exception {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void clientsMustHaveACertificateWhereItIsAsked(String protocol) throws Exception {
        Proxy proxy = proxy("tls: {certificate: @proxy.pem, key: @proxy.key, client_ca: @ca.pem}");
        Certificates known = authority.issue("known");
        Certificates stranger = Certificates.authority("strange").issue("stranger");
        TextClient welcome = closing(TlsClients.text(known.context(authority), Proxies.port(proxy), protocol));
        assertThat(welcome.ask("set k 0 0 1\r\nx")).isEqualTo("STORED");
        for (var context : List.of(authority.trusting(), stranger.context(authority))) {
            assertThatThrownBy(() -> {
                        TextClient refused = TlsClients.text(context, Proxies.port(proxy), protocol);
                        // In TLS 1.3 a client hears of it with the first reply only.
                        throw new IOException(refused.ask("get k"));
                    })
                    .satisfiesAnyOf(
                            failure -> assertThat(failure).hasMessageContaining("alert"),
                            failure -> assertThat(failure).hasMessageContaining("<reset>"),
                            failure -> assertThat(failure).hasMessageContaining("<eof>"),
                            failure -> assertThat(failure).isInstanceOf(java.io.UncheckedIOException.class));
        }
        Awaitility.await().until(() -> count(proxy, PoolField.CLIENT_ERR) == 2);
        assertThat(refusals.list).isNotEmpty();
        assertThat(welcome.ask("get k")).isEqualTo("VALUE k 0 1|x|END");
    }

    @Test
    void aClientThatDoesNotReadIsNotReadEitherAndLosesNothing() throws Exception {
        AtomicInteger answered = new AtomicInteger();
        String value = "v".repeat(100_000);
        ScriptedServer scripted = encrypted((line, out, socket) -> {
            answered.incrementAndGet();
            out.write(ScriptedServer.bytes("VALUE k 0 100000\r\n" + value + "\r\nEND\r\n"));
        });
        Proxy proxy = closing(Proxies.start(
                config(TLS + SERVER_TLS, scripted.port()), Proxies.options().withClientBytesMax(1 << 20)));
        TextClient client = client(proxy);
        int requests = 200;
        client.send("get k\r\n".repeat(requests));
        Awaitility.await().during(Duration.ofMillis(400)).until(answered::get, now -> now == answered.get());
        assertThat(answered.get()).isLessThan(requests - 100);
        for (int i = 0; i < requests; i++) {
            assertThat(client.reply()).hasSize("VALUE k 0 100000||END".length() + value.length());
        }
    }

    @Test
    void aServerThatNeverEndsItsHandshakeCostsOneTimeout() throws Exception {
        ScriptedServer mute = closing(new ScriptedServer((line, out, socket) -> {}));
        Proxy proxy = proxyOver(mute, SERVER_TLS + "timeout: 300\nserver_failure_limit: 2");
        TextClient client = closing(new TextClient(Proxies.port(proxy)));
        long began = System.nanoTime();
        assertThat(client.ask("get k")).isEqualTo("SERVER_ERROR Connection timed out");
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(250), Duration.ofSeconds(5));
        assertThat(client.ask("get k")).isEqualTo("SERVER_ERROR Connection timed out");
        Awaitility.await().until(() -> state(proxy) == Backend.State.FAILING);
        Awaitility.await()
                .until(() -> proxy.stats().pools().get(0).backends().stream()
                        .allMatch(backend -> backend.get(BackendField.SERVER_CONNECTIONS) == 0));
    }

    /** Accepts, waits for the first byte, answers as told, and closes. */
    private int answering(String bytes) throws IOException {
        ServerSocket listener = closing(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Thread accepts = new Thread(() -> {
            try {
                while (true) {
                    try (Socket socket = listener.accept()) {
                        socket.getInputStream().read(new byte[4096]);
                        socket.getOutputStream().write(ScriptedServer.bytes(bytes));
                    }
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
        accepts.setDaemon(true);
        accepts.start();
        return listener.getLocalPort();
    }

    @Test
    void aServerThatSpeaksPlainTextOrHangsUpInTheHandshakeIsNamedSo() throws Exception {
        Proxy plain = closing(Proxies.start(config(SERVER_TLS + "timeout: 3000", answering("ERROR\r\n"))));
        assertThat(closing(new TextClient(Proxies.port(plain))).ask("get k"))
                .isEqualTo("SERVER_ERROR TLS: the other side does not speak TLS");
        Proxy none = closing(Proxies.start(config(SERVER_TLS + "timeout: 3000", answering(""))));
        assertThat(closing(new TextClient(Proxies.port(none))).ask("get k"))
                .isEqualTo("SERVER_ERROR TLS: the other side closed the connection during the handshake");
    }

    @Test
    void aServerThatHangsUpWithARequestUnansweredFailsOnlyThat() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        ScriptedServer scripted = encrypted((line, out, socket) -> {
            if (asked.incrementAndGet() == 1) {
                socket.close();
            } else {
                out.write(ScriptedServer.bytes("END\r\n"));
            }
        });
        Proxy proxy = proxyOver(scripted, SERVER_TLS + "timeout: 3000");
        TextClient client = closing(new TextClient(Proxies.port(proxy)));
        assertThat(client.ask("get k")).isEqualTo("SERVER_ERROR unknown");
        assertThat(client.ask("get k")).isEqualTo("END");
    }

    @Test
    void aServersCloseNoticeEndsAnIdleConnectionAndHurtsNobody() throws Exception {
        List<Socket> sockets = new java.util.concurrent.CopyOnWriteArrayList<>();
        ScriptedServer scripted = encrypted((line, out, socket) -> {
            sockets.add(socket);
            out.write(ScriptedServer.bytes("END\r\n"));
        });
        Proxy proxy = proxyOver(scripted, SERVER_TLS + "timeout: 3000\nserver_failure_limit: 1");
        TextClient client = closing(new TextClient(Proxies.port(proxy)));
        for (int i = 0; i < 3; i++) {
            assertThat(client.ask("get k")).isEqualTo("END");
            sockets.get(i).shutdownOutput();
            int closed = i + 1;
            Awaitility.await()
                    .until(() -> proxy.stats().pools().get(0).backends().get(0).get(BackendField.SERVER_EOF) == closed);
        }
        assertThat(state(proxy)).isEqualTo(Backend.State.IN);
    }

    @Test
    void switchingServersToTlsReplacesPlainConnections() throws Exception {
        ScriptedServer scripted = encrypted((line, out, socket) -> out.write(ScriptedServer.bytes("END\r\n")));
        Proxy proxy = proxyOver(scripted, "timeout: 300");
        TextClient client = closing(new TextClient(Proxies.port(proxy)));
        assertThat(client.ask("get k")).startsWith("SERVER_ERROR");
        assertThat(proxy.reload(config(SERVER_TLS + "timeout: 3000", scripted.port()))
                        .changes())
                .singleElement()
                .asString()
                .contains("new connections to servers trust 1 authorities of its own, trusted anyone, in plain text");
        Awaitility.await().until(() -> client.ask("get k").equals("END"));
    }

    @Test
    void aClusterOfEncryptedNodesIsAskedInTls() throws Exception {
        AtomicInteger port = new AtomicInteger();
        ScriptedServer scripted = encrypted((line, out, socket) -> {
            String list = "3\nlocalhost|127.0.0.1|" + port + "\n";
            out.write(ScriptedServer.bytes(
                    line.startsWith("config")
                            ? "CONFIG cluster 0 " + list.length() + "\r\n" + list + "\r\nEND\r\n"
                            : "END\r\n"));
        });
        port.set(scripted.port());
        String pool = "p:\n  listen: h:1\n  discovery: localhost:" + port + "\n  " + SERVER_TLS;
        Proxy proxy = closing(Proxies.start(Proxies.parse(pool.replace("@", directory + "/"))));
        TextClient client = closing(new TextClient(Proxies.port(proxy)));
        Awaitility.await().until(() -> client.ask("get k").equals("END"));
    }

    @Test
    void aSocketThatIsReadByWaitingIsEncryptedAndCheckedTheSameWay() throws Exception {
        ScriptedServer scripted = encrypted((line, out, socket) -> out.write(ScriptedServer.bytes("END\r\n")));
        ServerTls tls = config(SERVER_TLS, 1).pools().get(0).serverTls().orElseThrow();
        Socket connected = closing(new Socket(InetAddress.getLoopbackAddress(), scripted.port()));
        TextClient client = closing(new TextClient(tls.over(connected, "127.0.0.1", scripted.port())));
        assertThat(client.ask("get k")).isEqualTo("END");
        ServerTls strict = config("server_tls: {ca: @ca.pem}", 1)
                .pools()
                .get(0)
                .serverTls()
                .orElseThrow();
        Socket another = closing(new Socket(InetAddress.getLoopbackAddress(), scripted.port()));
        assertThatThrownBy(() -> strict.over(another, "127.0.0.1", scripted.port()))
                .hasMessageContaining("No subject alternative names matching IP address 127.0.0.1");
    }

    @Test
    void manyClientsAtOnceAllGetIn() throws Exception {
        Proxy proxy = proxy(TLS);
        List<Thread> threads = new ArrayList<>();
        AtomicInteger served = new AtomicInteger();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                for (int j = 0; j < 10; j++) {
                    try (TextClient client = TlsClients.text(authority.trusting(), Proxies.port(proxy))) {
                        served.addAndGet(client.ask("get k").equals("END") ? 1 : 0);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(served.get()).isEqualTo(80);
    }

    /** A connected socket that keeps what came in. */
    private static final class Tap extends Socket {
        private final Socket socket;
        private final ByteArrayOutputStream received = new ByteArrayOutputStream();

        Tap(Socket socket) {
            this.socket = socket;
        }

        /** The type and the length of the last whole record. */
        java.util.Map<String, Integer> lastRecord() {
            byte[] bytes = received.toByteArray();
            int at = 0;
            java.util.Map<String, Integer> last = java.util.Map.of();
            while (at + 5 <= bytes.length) {
                int length = ((bytes[at + 3] & 0xff) << 8) | (bytes[at + 4] & 0xff);
                last = java.util.Map.of("type", (int) bytes[at], "length", length);
                at += 5 + length;
            }
            return last;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            return new FilterInputStream(socket.getInputStream()) {
                @Override
                public int read() throws IOException {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                }

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int read = in.read(bytes, offset, length);
                    if (read > 0) {
                        received.write(bytes, offset, read);
                    }
                    return read;
                }
            };
        }

        @Override
        public java.io.OutputStream getOutputStream() throws IOException {
            return socket.getOutputStream();
        }

        @Override
        public boolean isConnected() {
            return true;
        }

        @Override
        public int getPort() {
            return socket.getPort();
        }

        @Override
        public synchronized void setSoTimeout(int millis) throws java.net.SocketException {
            socket.setSoTimeout(millis);
        }

        @Override
        public void setTcpNoDelay(boolean on) throws java.net.SocketException {
            socket.setTcpNoDelay(on);
        }

        @Override
        public void shutdownOutput() throws IOException {
            if (!socket.isOutputShutdown()) {
                socket.shutdownOutput();
            }
        }

        @Override
        public synchronized void close() throws IOException {
            socket.close();
        }
    }
}
