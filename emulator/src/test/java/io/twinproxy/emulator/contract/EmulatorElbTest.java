package io.twinproxy.emulator.contract;

import io.twinproxy.emulator.core.EmulatorSettings;
import io.twinproxy.emulator.http.EmulatorServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The emulator keeps the contract without deviation; its checks connect to a listening socket for real. */
class EmulatorElbTest extends ElbContract {
    private static EmulatorServer server;
    private static ServerSocket listening;

    @BeforeAll
    static void start() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort());
        EmulatorSettings settings = EmulatorSettings.fast().with("registration-delay", "100ms");
        server = EmulatorWorld.start(EmulatorWorld.cloud(settings), (i, p) -> Optional.of(address));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        listening.close();
    }

    @Override
    URI endpoint() {
        return server.endpoint();
    }

    @Override
    void answerHealthChecks() {
        // The listening socket answers.
    }
}
