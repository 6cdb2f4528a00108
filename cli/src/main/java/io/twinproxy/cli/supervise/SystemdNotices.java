package io.twinproxy.cli.supervise;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices to systemd: a datagram each to the socket that it names in {@code NOTIFY_SOCKET}, as sd_notify(3) has it. The
 * JDK has no datagrams for such sockets; Netty's native part, which the proxy has with it, does.
 */
final class SystemdNotices implements Notices {
    private static final Logger LOG = LoggerFactory.getLogger(SystemdNotices.class);

    private final byte[] path;

    /** @param socket a path, or an abstract name that begins with @ */
    SystemdNotices(String socket) {
        path = socket.getBytes(StandardCharsets.UTF_8);
        if (path.length > 0 && path[0] == '@') {
            path[0] = 0;
        }
    }

    @Override
    public void send(String lines) {
        if (!Epoll.isAvailable()) {
            LOG.warn("systemd cannot be told '{}': {}", lines, Epoll.unavailabilityCause());
            return;
        }
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes);
        Socket socket = Socket.newSocketDomainDgram();
        try {
            socket.sendToDomainSocket(buffer, 0, bytes.length, path);
        } catch (IOException e) {
            LOG.warn("systemd cannot be told '{}': {}", lines, e.toString());
        } finally {
            close(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing the socket to systemd: {}", e.toString());
        }
    }
}
