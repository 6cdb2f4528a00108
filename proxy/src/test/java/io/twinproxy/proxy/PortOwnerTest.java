package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortOwnerTest {
    private static final Path PROC = Path.of("/proc");

    @Test
    void namesTheProcessThatListens() {
        assumeTrue(Files.isReadable(PROC.resolve("self/net/tcp")), "there is no /proc");
        try (Memcached memcached = Memcached.launch()) {
            assumeTrue(ownsOtherUsersDescriptors(), "only root may look into other users' processes");
            assertThat(new PortOwner(PROC).of(memcached.port()))
                    .hasValueSatisfying(owner -> assertThat(owner).matches("process [0-9]+ \\(memcached\\)"));
        }
    }

    private static boolean ownsOtherUsersDescriptors() {
        return System.getProperty("user.name").equals("root");
    }

    @Test
    void knowsItself() throws IOException {
        assumeTrue(Files.isReadable(PROC.resolve("self/net/tcp")), "there is no /proc");
        try (ServerSocket own = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(new PortOwner(PROC).of(own.getLocalPort())).contains("this process itself");
        }
    }

    @Test
    void aConnectionIsNoListener() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort())) {
            assertThat(new PortOwner(PROC).of(client.getLocalPort())).isEmpty();
        }
    }

    @Test
    void saysNothingWhereItCannotLook(@TempDir Path nothing) throws IOException {
        assertThat(new PortOwner(nothing).of(80)).isEmpty();
        Path net = Files.createDirectories(nothing.resolve("self/net"));
        Files.writeString(net.resolve("tcp"), "  sl  local_address\n   0: 0100007F:0050 00000000:0000 0A\nnonsense\n");
        assertThat(new PortOwner(nothing).of(80)).isEmpty();
        Files.writeString(
                net.resolve("tcp6"), "   0: 00:0050 00:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4711 1\n");
        assertThat(new PortOwner(nothing).of(80)).isEmpty();
        Path descriptors = Files.createDirectories(nothing.resolve("9/fd"));
        Files.createSymbolicLink(descriptors.resolve("3"), Path.of("socket:[4711]"));
        assertThat(new PortOwner(nothing).of(80)).contains("process 9");
        Files.writeString(nothing.resolve("9/comm"), "nginx\n");
        assertThat(new PortOwner(nothing).of(80)).contains("process 9 (nginx)");
    }
}
