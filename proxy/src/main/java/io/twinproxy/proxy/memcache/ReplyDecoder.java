package io.twinproxy.proxy.memcache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.twinproxy.proxy.protocol.BadReply;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.Intake;
import io.twinproxy.proxy.protocol.ReplyReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes replies of a server's bytes, and holds each against the request it must answer: a reply of another kind, or a
 * value of a key not asked for in that place, means the connection is out of step and is never delivered.
 */
public final class ReplyDecoder implements ReplyReader {
    /** A VALUE line holds a key and three numbers, an error line a sentence. */
    private static final int LINE_BYTES_MAX = 2048;

    private static final byte[] VALUE = "VALUE ".getBytes(StandardCharsets.US_ASCII);

    private final Intake intake;
    private final int replyBytesMax;
    private int missing;
    private boolean inBlock;
    private boolean metaValue;
    /** A reply that is there, while the barrier behind it is not. */
    private @Nullable Reply pending;

    /** What the pending reply was, also when it was read past. */
    private @Nullable ReplyKind pendingKind;

    private int[] values = new int[6];
    private int valueCount;
    private int nextKey;
    private int keyStart;
    private int keyEnd;
    private int blockBytes;

    /** @param replyBytesMax longest reply kept; a longer one is read past and reported as too large */
    public ReplyDecoder(ByteBufAllocator allocator, int replyBytesMax) {
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
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }

    @Override
    public @Nullable Reply next(ClientRequest asked, boolean wanted) throws BadReply {
        Request request = (Request) asked;
        if (!wanted && !intake.discarding()) {
            intake.discard();
        }
        try {
            while (true) {
                if (inBlock && !block()) {
                    return null;
                }
                Reply reply = null;
                if (metaValue) {
                    metaValue = false;
                    reply = complete(request, ReplyKind.VALUE_META);
                } else if (!intake.line(LINE_BYTES_MAX)) {
                    return null;
                } else if (valueLine()) {
                    value(request);
                } else {
                    reply = lastLine(request);
                }
                if (reply != null) {
                    return reply;
                }
            }
        } catch (Intake.LineTooLong e) {
            throw new BadReply("a line longer than " + LINE_BYTES_MAX + " bytes");
        }
    }

    private boolean valueLine() {
        ByteBuf line = intake.lineBuffer();
        int start = intake.lineStart();
        return intake.lineEnd() - start > VALUE.length && Command.matches(VALUE, line, start, start + VALUE.length);
    }

    private void value(Request request) throws BadReply {
        if (!request.command().allows(ReplyKind.VALUES)) {
            throw new BadReply("a value in answer to " + request.command());
        }
        takeApart();
        ByteBuf line = intake.lineBuffer();
        int key = nextKey;
        while (key < request.keyCount()
                && (request.keyLength(key) != keyEnd - keyStart
                        || !ByteBufUtil.equals(
                                request.wire(), request.keyStart(key), line, keyStart, keyEnd - keyStart))) {
            key++;
        }
        if (key == request.keyCount()) {
            throw new BadReply("a value of a key that was not asked for");
        }
        nextKey = key + 1;
        if (3 * valueCount == values.length) {
            values = Arrays.copyOf(values, 2 * values.length);
        }
        int start = intake.lineOffset();
        values[3 * valueCount] = key;
        values[3 * valueCount + 1] = start;
        values[3 * valueCount + 2] = intake.messageBytes() + blockBytes + 2;
        valueCount++;
        beginBlock();
    }

    private void beginBlock() {
        missing = blockBytes + 2;
        inBlock = true;
        if (!intake.discarding() && (long) intake.messageBytes() + missing > replyBytesMax) {
            intake.discard();
        }
    }

    /** {@code VA bytes flag…}: finds the length. */
    private void metaValue() throws BadReply {
        int start = intake.lineStart() + 3;
        blockBytes = length(start, tokenEnd(intake.lineBuffer(), start, intake.lineEnd()));
        metaValue = true;
        beginBlock();
    }

    /** {@code VALUE key flags bytes [cas]}: finds the key and the length. */
    private void takeApart() throws BadReply {
        ByteBuf line = intake.lineBuffer();
        int end = intake.lineEnd();
        keyStart = intake.lineStart() + VALUE.length;
        keyEnd = tokenEnd(line, keyStart, end);
        int flagsEnd = tokenEnd(line, keyEnd + 1, end);
        number(line, keyEnd + 1, flagsEnd);
        int bytesEnd = tokenEnd(line, flagsEnd + 1, end);
        blockBytes = length(flagsEnd + 1, bytesEnd);
        if (bytesEnd < end && tokenEnd(line, bytesEnd + 1, end) != end) {
            throw new BadReply("a VALUE line of more than five words");
        }
        if (keyEnd == keyStart) {
            throw new BadReply("a VALUE line without a key");
        }
    }

    private int length(int start, int end) throws BadReply {
        long length = number(intake.lineBuffer(), start, end);
        if (length > Integer.MAX_VALUE - LINE_BYTES_MAX) {
            throw new BadReply("a value with a length of " + length);
        }
        return (int) length;
    }

    private static int tokenEnd(ByteBuf line, int from, int end) {
        int at = from;
        while (at < end && line.getByte(at) != ' ') {
            at++;
        }
        return at;
    }

    private static long number(ByteBuf line, int start, int end) throws BadReply {
        if (end <= start || end - start > 10) {
            throw new BadReply("a value without a number where one must be");
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            int digit = line.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new BadReply("a value without a number where one must be");
            }
            value = 10 * value + digit;
        }
        return value;
    }

    /** Reads the value and its line end; false when more bytes are needed. */
    private boolean block() throws BadReply {
        if (missing > 2) {
            missing = 2 + intake.block(missing - 2);
        }
        while (missing > 0 && missing <= 2) {
            int octet = intake.octet();
            if (octet < 0) {
                return false;
            }
            if (octet != (missing == 2 ? '\r' : '\n')) {
                throw new BadReply("a value that does not end where it says");
            }
            missing--;
        }
        inBlock = missing > 0;
        return !inBlock;
    }

    /** A line that is no VALUE line: the end of a reply, or null when its value or the barrier is still to come. */
    private @Nullable Reply lastLine(Request request) throws BadReply {
        ReplyKind kind = ReplyKind.of(intake.lineBuffer(), intake.lineStart(), intake.lineEnd());
        if (request.fenced() && (kind == ReplyKind.MN || knowsNoMeta(request, kind))) {
            intake.drop();
            Reply before = pending;
            pending = null;
            return before == null ? new Reply(ReplyKind.SILENCE, Unpooled.EMPTY_BUFFER, values, 0) : before;
        }
        if (kind == null || pending != null || !request.command().allows(kind)) {
            throw new BadReply("an answer to " + request.command() + " that cannot be one");
        }
        if (valueCount > 0 && kind != ReplyKind.VALUES && kind != ReplyKind.ERROR) {
            throw new BadReply("values that do not end with END");
        }
        if (kind == ReplyKind.VALUE_META) {
            metaValue();
            return null;
        }
        return complete(request, kind);
    }

    /**
     * A server too old for meta commands answers the line and the mn behind it with an error each. Where there was a block
     * it has taken that for commands as well, and nobody knows how often it will answer yet.
     */
    private boolean knowsNoMeta(Request request, @Nullable ReplyKind kind) {
        return kind == ReplyKind.ERROR
                && pending != null
                && pendingKind == ReplyKind.ERROR
                && request.command() != Command.MS;
    }

    private @Nullable Reply complete(Request request, ReplyKind kind) {
        boolean large = intake.discarding();
        ByteBuf bytes = large ? Unpooled.EMPTY_BUFFER : intake.take();
        if (large) {
            intake.drop();
        }
        Reply reply = new Reply(large ? ReplyKind.TOO_LARGE : kind, bytes, values, valueCount);
        values = valueCount == 0 ? values : new int[6];
        valueCount = 0;
        nextKey = 0;
        if (!request.fenced()) {
            return reply;
        }
        pending = reply;
        pendingKind = kind;
        return null;
    }
}
