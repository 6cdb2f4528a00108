package io.twinproxy.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.twinproxy.proxy.protocol.BadReply;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.Intake;
import io.twinproxy.proxy.protocol.ReplyReader;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds where one reply ends, in RESP2 or RESP3, without building what it holds: it counts the elements still to come, of
 * whatever depth, so nesting costs nothing. A reply that cannot be one to its request means that the connection is out of
 * step and is never delivered. Messages nobody asked for ({@code >}) are read past. For one thread.
 */
final class ReplyScanner implements ReplyReader {
    /** Elements announced and not yet there; far more than fit in any reply that is kept. */
    private static final long ELEMENTS_MAX = 1L << 31;

    private static final int WORD_BYTES_MAX = Integer.MAX_VALUE - 16;
    private static final int[] NO_ELEMENTS = {};

    private final Intake intake;
    private final int replyBytesMax;
    /** Bytes of a string and its line end still to come. */
    private long missing;
    /** Elements still to come, the reply itself being one. */
    private long elements;

    private byte type;
    private boolean tooLarge;
    private boolean noting;
    private int[] spans = NO_ELEMENTS;
    private int spanCount;

    /** @param replyBytesMax longest reply kept; a longer one is read past and reported as too large */
    ReplyScanner(ByteBufAllocator allocator, int replyBytesMax) {
        this.intake = new Intake(allocator);
        this.replyBytesMax = replyBytesMax;
    }

    @Override
    public void feed(ByteBuf bytes) {
        intake.feed(bytes);
    }

    @Override
    public boolean unread() {
        return intake.available();
    }

    @Override
    public long heldBytes() {
        return intake.heldBytes();
    }

    @Override
    public boolean shed() {
        return intake.shed();
    }

    @Override
    public void close() {
        intake.close();
    }

    @Override
    public @Nullable RedisReply next(ClientRequest asked, boolean wanted) throws BadReply {
        if (!wanted && !intake.discarding()) {
            intake.discard();
        }
        try {
            while (true) {
                if (missing > 0) {
                    if (!string()) {
                        return null;
                    }
                    ended();
                } else if (!intake.line(replyBytesMax)) {
                    return null;
                } else if (elements == 0) {
                    first((RedisRequest) asked);
                } else {
                    element();
                }
                if (elements == 0 && missing == 0) {
                    if (type != '>') {
                        return reply();
                    }
                    intake.drop();
                    if (!wanted) {
                        intake.discard();
                    }
                }
            }
        } catch (Intake.LineTooLong e) {
            throw new BadReply("a line longer than " + replyBytesMax + " bytes");
        }
    }

    private void first(RedisRequest asked) throws BadReply {
        type = intake.lineEnd() > intake.lineStart() ? intake.lineBuffer().getByte(intake.lineStart()) : 0;
        tooLarge = false;
        noting = false;
        elements = 1;
        if (asked.expected().isPresent() && type != '>') {
            RedisJoint joint = asked.expected().get();
            boolean fits = joint.allows(type);
            if (fits && joint == RedisJoint.ARRAY && type == '*') {
                fits = size() == asked.keyCount();
            }
            if (!fits) {
                throw new BadReply("an answer to " + asked + " that cannot be one");
            }
            noting = asked.isPart() && joint.needsElements() && type == '*';
        }
        boolean note = noting;
        noting = false;
        element();
        noting = note;
        if (noting) {
            spans = new int[(int) Math.min(2 * elements, 1 << 16)];
            spanCount = 0;
        }
    }

    /** Reads one line, which begins an element or is a whole one. */
    private void element() throws BadReply {
        if (intake.messageBytes() - intake.lineOffset() != intake.lineEnd() - intake.lineStart() + 2) {
            throw new BadReply("a line that does not end with CR and LF");
        }
        if (intake.lineEnd() == intake.lineStart()) {
            throw new BadReply("an empty line");
        }
        byte kind = intake.lineBuffer().getByte(intake.lineStart());
        if (noting) {
            noteStart();
        }
        switch (kind) {
            case '+', '-', ':', ',', '#', '_', '(' -> ended();
            case '$', '!', '=' -> {
                long size = size();
                if (size == -1 && kind == '$') {
                    ended();
                } else {
                    expectString(size);
                }
            }
            case '*', '~', '>' -> collection(kind == '*' ? Math.max(0, size()) : size(), 1);
            case '%' -> collection(size(), 2);
            case '|' -> {
                // What describes the element comes before it, and does not count as one.
                elements++;
                collection(size(), 2);
            }
            default -> throw new BadReply("a line that begins with no type there is");
        }
    }

    private void expectString(long size) throws BadReply {
        if (size < 0 || size > WORD_BYTES_MAX) {
            throw new BadReply("a string of length " + size);
        }
        missing = size + 2;
        if (!intake.discarding() && intake.messageBytes() + missing > replyBytesMax) {
            intake.discard();
        }
    }

    private void collection(long size, int each) throws BadReply {
        if (size < 0 || size > ELEMENTS_MAX || noting) {
            throw new BadReply("a collection of " + size + " elements where none can be");
        }
        elements += each * size - 1;
        if (elements > ELEMENTS_MAX) {
            throw new BadReply("more elements than a reply can have");
        }
    }

    private long size() throws BadReply {
        long size = Resp.number(intake.lineBuffer(), intake.lineStart() + 1, intake.lineEnd());
        if (size == Resp.NO_NUMBER || size < -1) {
            throw new BadReply("a length that is none");
        }
        return size;
    }

    /** Reads a string and its line end; false when more bytes are needed. */
    private boolean string() throws BadReply {
        if (missing > 2) {
            missing = 2L + intake.block((int) (missing - 2));
        }
        while (missing > 0 && missing <= 2) {
            int octet = intake.octet();
            if (octet < 0) {
                return false;
            }
            if (octet != (missing == 2 ? '\r' : '\n')) {
                throw new BadReply("a string that does not end where it says");
            }
            missing--;
        }
        return missing == 0;
    }

    private void ended() {
        elements--;
        if (noting) {
            spans[2 * spanCount + 1] = intake.messageBytes();
            spanCount++;
        }
        if (!intake.discarding() && intake.messageBytes() > replyBytesMax) {
            intake.discard();
        }
    }

    private void noteStart() {
        if (2 * spanCount == spans.length) {
            spans = Arrays.copyOf(spans, Math.max(16, 2 * spans.length));
        }
        spans[2 * spanCount] = intake.lineOffset();
    }

    private RedisReply reply() {
        tooLarge = intake.discarding();
        ByteBuf bytes = tooLarge ? Unpooled.EMPTY_BUFFER : intake.take();
        if (tooLarge) {
            intake.drop();
        }
        RedisReply reply = new RedisReply(type, bytes, spans, spanCount, tooLarge);
        spans = NO_ELEMENTS;
        spanCount = 0;
        return reply;
    }
}
