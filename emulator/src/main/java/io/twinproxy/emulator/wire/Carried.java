package io.twinproxy.emulator.wire;

import io.twinproxy.emulator.core.TargetId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection and the one to the holder behind it. Owned by the selector's thread. Each direction has one
 * buffer: a side is read only while there is room, so a slow reader slows its writer and nothing grows.
 */
final class Carried {
    private static final int BUFFER_BYTES = 32 * 1024;

    /** One direction: what was read from a side and is not yet written to the other. */
    private static final class Flow {
        final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        boolean ended;
        boolean endPassed;

        boolean done() {
            return ended && buffer.position() == 0;
        }
    }

    final Front front;
    final Optional<TargetId> target;
    private final SocketChannel client;
    private final SocketChannel server;
    private final Flow up = new Flow();
    private final Flow down = new Flow();
    private final Runnable onEnd;
    private @Nullable SelectionKey clientKey;
    private @Nullable SelectionKey serverKey;
    private boolean connected;
    private boolean closed;

    private Carried(
            Front front, Optional<TargetId> target, SocketChannel client, SocketChannel server, Runnable onEnd) {
        this.front = front;
        this.target = target;
        this.client = client;
        this.server = server;
        this.onEnd = onEnd;
    }

    /** Begins to connect a client through; a refusal becomes the client's reset. */
    static Optional<Carried> open(
            Front front,
            Optional<TargetId> target,
            SocketChannel client,
            InetSocketAddress to,
            Selector selector,
            Runnable onEnd) {
        SocketChannel server;
        try {
            server = SocketChannel.open();
        } catch (IOException e) {
            reset(client);
            return Optional.empty();
        }
        try {
            client.configureBlocking(false);
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Carried carried = new Carried(front, target, client, server, onEnd);
            server.configureBlocking(false);
            server.setOption(StandardSocketOptions.TCP_NODELAY, true);
            carried.connected = server.connect(to);
            carried.serverKey = server.register(selector, 0, carried);
            carried.clientKey = client.register(selector, 0, carried);
            carried.interest();
            return Optional.of(carried);
        } catch (IOException | RuntimeException e) {
            reset(client);
            reset(server);
            return Optional.empty();
        }
    }

    /** Does what a selected key is ready for; any failure of either side is passed to the other as a reset. */
    void ready(SelectionKey key) {
        try {
            if (key.isConnectable()) {
                connected = server.finishConnect();
            }
            if (connected) {
                pump(client, server, up);
                pump(server, client, down);
            }
            if (up.endPassed && down.endPassed) {
                close();
            } else {
                interest();
            }
        } catch (IOException | RuntimeException e) {
            reset();
        }
    }

    private static void pump(SocketChannel from, SocketChannel to, Flow flow) throws IOException {
        if (!flow.ended && flow.buffer.hasRemaining() && from.read(flow.buffer) < 0) {
            flow.ended = true;
        }
        if (flow.buffer.position() > 0) {
            flow.buffer.flip();
            to.write(flow.buffer);
            flow.buffer.compact();
        }
        if (flow.done() && !flow.endPassed) {
            to.shutdownOutput();
            flow.endPassed = true;
        }
    }

    private void interest() {
        SelectionKey clientSide = clientKey;
        SelectionKey serverSide = serverKey;
        if (clientSide == null || serverSide == null || closed) {
            return;
        }
        if (!connected) {
            serverSide.interestOps(SelectionKey.OP_CONNECT);
            clientSide.interestOps(0);
            return;
        }
        clientSide.interestOps(ops(up, down));
        serverSide.interestOps(ops(down, up));
    }

    private static int ops(Flow out, Flow in) {
        int read = !out.ended && out.buffer.hasRemaining() ? SelectionKey.OP_READ : 0;
        return in.buffer.position() > 0 ? read | SelectionKey.OP_WRITE : read;
    }

    /** Ends both sides with a reset. */
    void reset() {
        if (!closed) {
            closed = true;
            reset(client);
            reset(server);
            onEnd.run();
        }
    }

    private void close() throws IOException {
        if (!closed) {
            closed = true;
            client.close();
            server.close();
            onEnd.run();
        }
    }

    /** Closing with a linger of zero sends RST instead of FIN and drops what is unsent. */
    static void reset(SocketChannel channel) {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // The peer has reset it already; closing is all that is left.
        }
        try {
            channel.close();
        } catch (IOException e) {
            // A socket that cannot be closed is closed.
        }
    }
}
