package io.twinproxy.proxy.memcache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/** The words of one line, by where they stand in it; nothing is copied. Reused from line to line. */
final class Tokens {
    private int[] spans = new int[32];
    private int count;
    private ByteBuf line = Unpooled.EMPTY_BUFFER;
    private int start;

    /**
     * Finds the words; what is said of them afterwards holds as long as the buffer does.
     *
     * @return false when the line holds a byte that memcached might take for its end
     */
    boolean read(ByteBuf buffer, int from, int end) {
        line = buffer;
        start = from;
        count = 0;
        int token = -1;
        for (int i = from; i < end; i++) {
            byte b = buffer.getByte(i);
            if (b == 0 || b == '\r') {
                return false;
            }
            if (b != ' ') {
                token = token < 0 ? i : token;
            } else if (token >= 0) {
                add(token - from, i - from);
                token = -1;
            }
        }
        if (token >= 0) {
            add(token - from, end - from);
        }
        return true;
    }

    private void add(int from, int to) {
        if (2 * count == spans.length) {
            spans = Arrays.copyOf(spans, 2 * spans.length);
        }
        spans[2 * count] = from;
        spans[2 * count + 1] = to;
        count++;
    }

    int count() {
        return count;
    }

    /** Where a word begins, relative to the line's start. */
    int from(int token) {
        return spans[2 * token];
    }

    int length(int token) {
        return spans[2 * token + 1] - spans[2 * token];
    }

    /** A byte of a word. */
    byte at(int token, int index) {
        return line.getByte(start + from(token) + index);
    }

    boolean is(int token, byte[] word) {
        int from = start + from(token);
        return Command.matches(word, line, from, from + length(token));
    }

    Command command() {
        int from = start + from(0);
        return Command.of(line, from, from + length(0));
    }

    /** The bytes of a word, at most so many of them. */
    byte[] bytes(int token, int most) {
        byte[] bytes = new byte[Math.min(most, length(token))];
        line.getBytes(start + from(token), bytes);
        return bytes;
    }

    /** Digits only and within the limit, which is unsigned, so -1 stands for 64 bits. */
    boolean unsigned(int token, long limit) {
        return digits(token, 0, limit);
    }

    /** An exptime: 32 bits, and negative for what is already past. */
    boolean signed(int token) {
        boolean negative = at(token, 0) == '-';
        return digits(token, negative ? 1 : 0, negative ? -(long) Integer.MIN_VALUE : Integer.MAX_VALUE);
    }

    private boolean digits(int token, int from, long limit) {
        int length = length(token);
        // Twenty digits hold the largest 64-bit number; longer ones with leading zeros are nobody's.
        if (from == length || length - from > 20) {
            return false;
        }
        long value = 0;
        for (int i = from; i < length; i++) {
            int digit = at(token, i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            boolean fits = Long.compareUnsigned(value, Long.divideUnsigned(limit, 10)) < 0
                    || (value == Long.divideUnsigned(limit, 10) && digit <= Long.remainderUnsigned(limit, 10));
            if (!fits) {
                return false;
            }
            value = 10 * value + digit;
        }
        return true;
    }

    /** The number in a word of which {@link #unsigned} has said that it is one. */
    long number(int token) {
        long value = 0;
        for (int i = 0; i < length(token); i++) {
            value = 10 * value + at(token, i) - '0';
        }
        return value;
    }
}
