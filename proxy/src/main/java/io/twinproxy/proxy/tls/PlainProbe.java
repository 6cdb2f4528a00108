package io.twinproxy.proxy.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Answers one question that came without TLS to a port that wants it: the one by which a peer and a leader find out
 * whether this process serves, four times a second and more, for which a handshake would be too dear. The answer is an
 * error that tells nothing but that someone is there. Everything else goes on to TLS, which refuses it if it is plain.
 * For one loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A connection that fails is closed, and there is nothing else to tell.
final class PlainProbe extends ChannelInboundHandlerAdapter {
    private static final int IDLE_SECONDS = 60;
    private static final int QUESTION_BYTES_MAX = 14;

    /** A question, byte for byte, and its answer. */
    private record Probe(String question, String answer) {}

    private static final List<Probe> PROBES = List.of(
            new Probe("version\r\n", "ERROR this port speaks TLS\r\n"),
            new Probe("*1\r\n$4\r\nPING\r\n", "-ERR this port speaks TLS\r\n"));

    private final List<ChannelHandler> encrypting;
    private final ByteBuf heard = Unpooled.buffer(QUESTION_BYTES_MAX);
    private boolean probed;

    /** @param encrypting what stands behind it in the pipeline until it is known that a probe asks */
    PlainProbe(List<ChannelHandler> encrypting) {
        this.encrypting = List.copyOf(encrypting);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        boolean all = bytes.readableBytes() <= QUESTION_BYTES_MAX - heard.readableBytes();
        String said =
                heard.toString(StandardCharsets.ISO_8859_1) + (all ? bytes.toString(StandardCharsets.ISO_8859_1) : "");
        Optional<Probe> asked = PROBES.stream()
                .filter(probe -> all && probe.question().startsWith(said))
                .findFirst();
        if (asked.isEmpty()) {
            other(context, bytes);
            return;
        }
        heard.writeBytes(bytes);
        bytes.release();
        if (asked.get().question().equals(said)) {
            heard.clear();
            answer(context, asked.get().answer());
        }
    }

    private void answer(ChannelHandlerContext context, String answer) {
        if (!probed) {
            probed = true;
            // From the last to the first, so that none of them tells the next that a handshake has come to nothing.
            for (int i = encrypting.size() - 1; i >= 0; i--) {
                context.pipeline().remove(encrypting.get(i));
            }
            context.pipeline().addFirst(new IdleStateHandler(IDLE_SECONDS, 0, 0));
        }
        context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), answer));
    }

    /** Not a probe, or no longer one: then nothing is left to answer it. */
    private void other(ChannelHandlerContext context, ByteBuf bytes) {
        if (probed) {
            bytes.release();
            context.close();
            return;
        }
        ByteBuf all =
                heard.isReadable() ? context.alloc().buffer().writeBytes(heard).writeBytes(bytes) : bytes.retain();
        bytes.release();
        context.fireChannelRead(all);
        context.pipeline().remove(this);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            context.close();
        } else {
            context.fireUserEventTriggered(event);
        }
    }
}
