package io.twinproxy.proxy.memcache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.twinproxy.proxy.protocol.Intake;
import io.twinproxy.proxy.protocol.RequestReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests of a client's bytes. The same bytes give the same requests however they are cut.
 *
 * <p>{@code noreply} is blanked out before a request is passed on, so the server answers every request: memcached sends
 * some errors in spite of noreply, and such a stray line would be taken for the answer to another client's request.
 */
public final class RequestDecoder implements RequestReader {
    private static final byte[] BLANKS = "       ".getBytes(StandardCharsets.US_ASCII);

    /** Never released: its bytes are nobody's to give back. */
    private static final ByteBuf BARRIER = Unpooled.unreleasableBuffer(
            Unpooled.wrappedBuffer("mn\r\n".getBytes(StandardCharsets.US_ASCII)).asReadOnly());

    private enum State {
        LINE,
        BLOCK,
        BLOCK_END_CR,
        BLOCK_END_LF,
        ENDED
    }

    private final ByteBufAllocator allocator;
    private final Intake intake;
    private final RequestLine line = new RequestLine();
    private final int lineBytesMax;
    private final int valueBytesMax;
    private State state = State.LINE;
    private int missing;
    private int[] spans = {};
    private byte[] decodedKey = {};
    private String refusal = "";

    /**
     * @param lineBytesMax longest line, which bounds the keys of one retrieval
     * @param valueBytesMax longest value kept; longer ones are read past and refused
     */
    public RequestDecoder(ByteBufAllocator allocator, int lineBytesMax, int valueBytesMax) {
        this.allocator = allocator;
        this.intake = new Intake(allocator);
        this.lineBytesMax = lineBytesMax;
        this.valueBytesMax = valueBytesMax;
    }

    @Override
    public void feed(ByteBuf bytes) {
        if (state == State.ENDED) {
            bytes.release();
        } else {
            intake.feed(bytes);
        }
    }

    @Override
    public @Nullable Request next() {
        try {
            while (intake.available()) {
                Request request = step();
                if (request != null) {
                    return request;
                }
                if (state == State.ENDED) {
                    return null;
                }
            }
        } catch (Intake.LineTooLong e) {
            return end("CLIENT_ERROR line too long");
        }
        return null;
    }

    @Override
    public boolean midway() {
        return state != State.LINE || intake.messageBytes() > 0 || intake.pending();
    }

    @Override
    public long heldBytes() {
        return intake.heldBytes();
    }

    @Override
    public boolean shed(String why) {
        if (state != State.BLOCK || !intake.shed()) {
            return false;
        }
        refusal = "SERVER_ERROR " + why;
        return true;
    }

    @Override
    public void close() {
        intake.close();
        state = State.ENDED;
    }

    private @Nullable Request step() throws Intake.LineTooLong {
        switch (state) {
            case LINE -> {
                return intake.line(lineBytesMax) ? lineRead() : null;
            }
            case BLOCK -> {
                missing = intake.block(missing);
                state = missing > 0 ? State.BLOCK : State.BLOCK_END_CR;
                return null;
            }
            case BLOCK_END_CR -> {
                state = State.BLOCK_END_LF;
                return intake.octet() == '\r' ? null : end("CLIENT_ERROR bad data chunk");
            }
            case BLOCK_END_LF -> {
                return intake.octet() == '\n' ? complete() : end("CLIENT_ERROR bad data chunk");
            }
            case ENDED -> {
                return null;
            }
        }
        throw new IllegalStateException("no state " + state);
    }

    private @Nullable Request lineRead() {
        line.read(intake.lineBuffer(), intake.lineStart(), intake.lineEnd());
        refusal = line.refusal();
        if (line.last()) {
            return end(refusal);
        }
        if (line.blockBytes() >= 0) {
            missing = (int) line.blockBytes();
            state = missing > 0 ? State.BLOCK : State.BLOCK_END_CR;
            if (refusal.isEmpty() && missing > valueBytesMax) {
                refusal = "SERVER_ERROR object too large for cache";
            }
        }
        if (refusal.isEmpty() && line.command().form() != Command.Form.LOCAL) {
            spans = line.keySpans();
            decodedKey = line.decodedKey();
            if (line.quiet()) {
                intake.lineBuffer().setBytes(intake.lineStart() + line.noreplyStart(), BLANKS);
            }
        } else if (line.blockBytes() >= 0) {
            intake.discard();
        }
        return line.blockBytes() >= 0 ? null : complete();
    }

    private Request complete() {
        state = State.LINE;
        if (!refusal.isEmpty()) {
            intake.drop();
            return Request.refused(line.command(), line.quiet(), refusal, false);
        }
        if (line.command().form() == Command.Form.LOCAL) {
            intake.drop();
            if (line.command() == Command.QUIT) {
                close();
            }
            return Request.local(line.command());
        }
        return forwarded();
    }

    private Request forwarded() {
        ByteBuf wire = intake.take();
        if (line.fenced()) {
            wire = allocator.compositeBuffer(2).addComponent(true, wire).addComponent(true, BARRIER.duplicate());
        }
        if (decodedKey.length == 0) {
            return Request.forwarded(line.command(), wire, wire, spans, line.quiet(), line.fenced());
        }
        ByteBuf key = Unpooled.wrappedBuffer(decodedKey);
        return Request.forwarded(
                line.command(), wire, key, new int[] {0, decodedKey.length}, line.quiet(), line.fenced());
    }

    private Request end(String answer) {
        close();
        return Request.refused(line.command(), false, answer, true);
    }
}
