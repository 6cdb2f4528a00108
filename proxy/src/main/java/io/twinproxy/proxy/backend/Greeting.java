package io.twinproxy.proxy.backend;

import io.netty.buffer.ByteBuf;
import io.twinproxy.proxy.protocol.BadReply;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.ReplyReader;
import io.twinproxy.proxy.protocol.ServerReply;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a new connection says before any request, and whether the server takes it: all of it in one write, its replies in
 * order. Until it is over nothing else may be sent, or it might be done unauthenticated or in another database. For one
 * loop.
 */
final class Greeting {
    private final List<? extends ClientRequest> lines;
    private int heard;
    private @Nullable Future<?> limit;

    Greeting(List<? extends ClientRequest> lines) {
        this.lines = lines;
    }

    boolean over() {
        return heard == lines.size();
    }

    /** What ends the wait for a server that does not answer; called off when it does. */
    void limitedBy(Future<?> timer) {
        limit = timer;
    }

    /** Says it. */
    void say(Consumer<ByteBuf> to) {
        lines.forEach(line -> to.accept(line.wire().retain()));
    }

    /**
     * Reads as many of its replies as have come.
     *
     * @return why the server cannot be used; empty as long as all is well
     */
    String hear(ReplyReader reader) throws BadReply {
        while (!over() && reader.unread()) {
            ClientRequest line = lines.get(heard);
            ServerReply reply = reader.next(line, true);
            if (reply == null) {
                return "";
            }
            String error = reply.tooLarge() ? SocketFailure.PROTOCOL : reply.errorLine();
            reply.release();
            heard++;
            if (!error.isEmpty()) {
                return "the server refuses " + line + ": " + error;
            }
        }
        return "";
    }

    /** Ends it, be it over or not. */
    void close() {
        if (limit != null) {
            limit.cancel(false);
        }
        lines.forEach(ClientRequest::release);
    }
}
