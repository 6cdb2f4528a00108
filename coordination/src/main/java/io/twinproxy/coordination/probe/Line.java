package io.twinproxy.coordination.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection of a watch. For the prober's thread. Tells the watch at most once that it is lost. */
final class Line {
    /** A reply is one short line; more without an end is no reply. */
    private static final int REPLY_BYTES_MAX = 512;

    private static final int SHOWN_CHARS_MAX = 40;
    private static final Logger LOG = LoggerFactory.getLogger(Line.class);

    private final NioWatch watch;
    private final int number;
    private final ProbeProtocol protocol;
    private final ByteBuffer in = ByteBuffer.allocate(REPLY_BYTES_MAX);
    private @Nullable SocketChannel channel;
    private boolean made;

    Line(NioWatch watch, int number, ProbeProtocol protocol) {
        this.watch = watch;
        this.number = number;
        this.protocol = protocol;
    }

    int number() {
        return number;
    }

    void connect(Selector selector, InetSocketAddress address) {
        try {
            SocketChannel opened = SocketChannel.open();
            channel = opened;
            opened.configureBlocking(false);
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean atOnce = opened.connect(address);
            opened.register(selector, atOnce ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
            if (atOnce) {
                made = true;
                watch.connected(number);
            }
        } catch (IOException e) {
            failed(e);
        } catch (UnresolvedAddressException | UnsupportedAddressTypeException e) {
            failed(new IOException(address + " is no address this machine can reach", e));
        }
    }

    void send() {
        SocketChannel open = channel;
        if (open == null) {
            return;
        }
        try {
            ByteBuffer request = ByteBuffer.wrap(protocol.request());
            open.write(request);
            if (request.hasRemaining()) {
                lose(Sightings.Loss.LOST, "takes no more bytes");
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    void ready() {
        SocketChannel open = channel;
        if (open == null) {
            return;
        }
        try {
            if (made) {
                read(open);
            } else if (open.finishConnect()) {
                made = true;
                open.keyFor(watch.selector()).interestOps(SelectionKey.OP_READ);
                watch.connected(number);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void read(SocketChannel open) throws IOException {
        int count = open.read(in);
        if (count < 0) {
            lose(Sightings.Loss.LOST, "closed the connection");
            return;
        }
        int from = 0;
        for (int i = 0; i < in.position() && channel != null; i++) {
            if (in.get(i) == '\n') {
                String reply = new String(in.array(), from, i - from, StandardCharsets.ISO_8859_1).strip();
                from = i + 1;
                take(reply);
            }
        }
        in.flip().position(from);
        in.compact();
        if (!in.hasRemaining()) {
            lose(Sightings.Loss.LOST, "answered " + REPLY_BYTES_MAX + " bytes without a line's end");
        }
    }

    private void take(String reply) {
        if (protocol.understands(reply)) {
            watch.replied(number);
        } else {
            String shown = reply.length() > SHOWN_CHARS_MAX ? reply.substring(0, SHOWN_CHARS_MAX) : reply;
            lose(
                    Sightings.Loss.LOST,
                    "answered '" + shown.replaceAll("[^ -~]", "?") + "', which is no " + protocol.word() + " reply");
        }
    }

    private void failed(IOException e) {
        boolean refused = !made && e instanceof ConnectException && isRefusal(e);
        Sightings.Loss otherwise = made ? Sightings.Loss.LOST : Sightings.Loss.UNREACHABLE;
        lose(refused ? Sightings.Loss.REFUSED : otherwise, words(e));
    }

    private void lose(Sightings.Loss loss, String detail) {
        if (channel != null) {
            close();
            watch.lost(number, loss, detail);
        }
    }

    void close() {
        SocketChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("A probe's connection does not close: {}", e.getMessage());
            }
        }
    }

    /** The JDK tells a refusal from a connection that timed out by the words of strerror(3) only. */
    private static boolean isRefusal(IOException e) {
        return words(e).startsWith("Connection refused");
    }

    private static String words(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
