package io.twinproxy.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.twinproxy.proxy.protocol.Intake;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames requests: arrays of bulk strings as they are, inline commands rewritten as such. The same bytes give the same
 * requests however they are cut. Lengths must be written the one way Redis itself takes them, because what a server reads
 * differently would end a connection that others share. For one thread.
 */
final class RespDecoder {
    /** As in Redis: an inline command, or the line that says how many words follow. */
    static final int LINE_BYTES_MAX = 64 << 10;
    /** As in Redis: one word. */
    static final int WORD_BYTES_MAX = 512 << 20;
    /** As many as Redis takes of one request before 7.0. */
    static final int WORDS_MAX = 1 << 20;

    static final int STRANGER_WORDS_MAX = 10;
    static final int STRANGER_WORD_BYTES_MAX = 16 << 10;
    /** A dollar sign and nine digits. */
    private static final int LENGTH_LINE_BYTES_MAX = 32;

    private enum State {
        HEAD,
        LENGTH,
        WORD,
        WORD_CR,
        WORD_LF,
        ENDED
    }

    private final ByteBufAllocator allocator;
    private final Intake intake;
    private final int requestBytesMax;
    private final Words words = new Words();
    private State state = State.HEAD;
    private long wordsMissing;
    private int bytesMissing;
    private boolean stranger;

    /** @param requestBytesMax longest request kept; a longer one is read past and reported as too large */
    RespDecoder(ByteBufAllocator allocator, int requestBytesMax) {
        this.allocator = allocator;
        this.intake = new Intake(allocator);
        this.requestBytesMax = requestBytesMax;
    }

    void feed(ByteBuf bytes) {
        if (state == State.ENDED) {
            bytes.release();
        } else {
            intake.feed(bytes);
        }
    }

    /** Who has yet to say the password may send as little as Redis allows then. */
    void treatAsStranger(boolean unknown) {
        stranger = unknown;
    }

    boolean midway() {
        return state != State.HEAD || intake.messageBytes() > 0 || intake.pending();
    }

    long heldBytes() {
        return intake.heldBytes();
    }

    /** Lets go of a request of which part has come: it will be one that is too large. */
    boolean shed() {
        boolean begun = (state == State.WORD || state == State.LENGTH) && !words.tooLarge();
        if (!begun || !intake.shed()) {
            return false;
        }
        words.markTooLarge();
        return true;
    }

    void close() {
        intake.close();
        state = State.ENDED;
    }

    /** The next request, or null when more bytes are needed; valid until the next call or until cleared. Its bytes are the caller's. */
    @Nullable
    Words next() throws BrokenStream {
        while (state != State.ENDED && intake.available()) {
            if (step()) {
                return words;
            }
        }
        return null;
    }

    /** Whether a request has ended. */
    private boolean step() throws BrokenStream {
        switch (state) {
            case HEAD -> {
                return line(LINE_BYTES_MAX, "too big inline request") && head();
            }
            case LENGTH -> {
                if (line(LENGTH_LINE_BYTES_MAX, "too big bulk count string")) {
                    length();
                }
            }
            case WORD -> {
                bytesMissing = intake.block(bytesMissing);
                state = bytesMissing > 0 ? State.WORD : State.WORD_CR;
            }
            case WORD_CR -> {
                end('\r');
                state = State.WORD_LF;
            }
            case WORD_LF -> {
                end('\n');
                state = State.LENGTH;
                return --wordsMissing == 0 && complete();
            }
            case ENDED -> throw new IllegalStateException("nothing is read after the end");
        }
        return false;
    }

    private boolean line(int bytesMax, String problem) throws BrokenStream {
        try {
            return intake.line(bytesMax);
        } catch (Intake.LineTooLong e) {
            throw new BrokenStream("Protocol error: " + problem);
        }
    }

    private boolean head() throws BrokenStream {
        words.clear();
        ByteBuf line = intake.lineBuffer();
        int start = intake.lineStart();
        if (start == intake.lineEnd()) {
            intake.drop();
            return false;
        }
        if (line.getByte(start) != '*') {
            return inline();
        }
        wordsMissing = number(WORDS_MAX, "invalid multibulk length");
        if (stranger && wordsMissing > STRANGER_WORDS_MAX) {
            throw new BrokenStream("Protocol error: unauthenticated multibulk length");
        }
        if (wordsMissing <= 0) {
            intake.drop();
        } else {
            state = State.LENGTH;
        }
        return false;
    }

    private boolean inline() throws BrokenStream {
        List<byte[]> given = InlineWords.of(intake.lineBuffer(), intake.lineStart(), intake.lineEnd());
        intake.drop();
        if (given.isEmpty()) {
            return false;
        }
        words.complete(Resp.request(allocator, given, words));
        if (words.is(0, "POST") || words.is(0, "HOST:")) {
            // A browser lured here: what follows was not meant as commands.
            words.wire().release();
            throw new BrokenStream("Protocol error: this port speaks Redis, not HTTP");
        }
        return true;
    }

    private void length() throws BrokenStream {
        ByteBuf line = intake.lineBuffer();
        int first = intake.lineStart() == intake.lineEnd() ? '\r' : line.getByte(intake.lineStart());
        if (first != '$') {
            throw new BrokenStream(
                    "Protocol error: expected '$', got '" + (first >= ' ' && first < 127 ? (char) first : '?') + "'");
        }
        long length = number(WORD_BYTES_MAX, "invalid bulk length");
        if (length < 0) {
            throw new BrokenStream("Protocol error: invalid bulk length");
        }
        if (stranger && length > STRANGER_WORD_BYTES_MAX) {
            throw new BrokenStream("Protocol error: unauthenticated bulk length");
        }
        if (!words.tooLarge() && intake.messageBytes() + length + 2 > requestBytesMax) {
            words.markTooLarge();
            intake.discard();
        }
        if (!words.tooLarge()) {
            words.add(intake.messageBytes(), (int) length);
        }
        bytesMissing = (int) length;
        state = length == 0 ? State.WORD_CR : State.WORD;
    }

    /** The number behind the line's first byte; the line must end with CR and LF. */
    private long number(long max, String problem) throws BrokenStream {
        int from = intake.lineStart() + 1;
        int to = intake.lineEnd();
        boolean ended = intake.messageBytes() - intake.lineOffset() == to - from + 3;
        long value = Resp.number(intake.lineBuffer(), from, to);
        if (!ended || value == Resp.NO_NUMBER || value > max) {
            throw new BrokenStream("Protocol error: " + problem);
        }
        return value;
    }

    private void end(int expected) throws BrokenStream {
        if (intake.octet() != expected) {
            throw new BrokenStream("Protocol error: a bulk string does not end where it says");
        }
    }

    private boolean complete() {
        state = State.HEAD;
        if (words.tooLarge()) {
            intake.drop();
        } else {
            words.complete(intake.take());
        }
        return true;
    }
}
