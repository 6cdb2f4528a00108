package io.twinproxy.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One framed request: its bytes, which are whoever's that takes them, and where its words lie in them. Reused from request
 * to request.
 */
final class Words {
    /** Spans of more words than this are not kept for the next request. */
    private static final int KEPT_WORDS_MAX = 1024;
    /** Longest canonical number. */
    private static final int DIGITS_MAX = 18;

    private ByteBuf wire = Unpooled.EMPTY_BUFFER;
    private int[] spans = new int[16];
    private int count;
    private boolean tooLarge;

    void clear() {
        wire = Unpooled.EMPTY_BUFFER;
        count = 0;
        tooLarge = false;
        if (spans.length > 2 * KEPT_WORDS_MAX) {
            spans = new int[16];
        }
    }

    void add(int start, int length) {
        if (2 * count == spans.length) {
            spans = Arrays.copyOf(spans, 2 * spans.length);
        }
        spans[2 * count] = start;
        spans[2 * count + 1] = length;
        count++;
    }

    void complete(ByteBuf bytes) {
        wire = bytes;
    }

    void markTooLarge() {
        tooLarge = true;
    }

    /** Whether it was longer than may be kept; there are then no bytes. */
    boolean tooLarge() {
        return tooLarge;
    }

    ByteBuf wire() {
        return wire;
    }

    int count() {
        return count;
    }

    int start(int word) {
        return spans[2 * word];
    }

    int length(int word) {
        return spans[2 * word + 1];
    }

    /** Whether a word is this one in whatever case; given in capitals. */
    boolean is(int word, byte[] capitals) {
        if (length(word) != capitals.length) {
            return false;
        }
        int start = start(word);
        for (int i = 0; i < capitals.length; i++) {
            if (capital(wire.getByte(start + i)) != capitals[i]) {
                return false;
            }
        }
        return true;
    }

    boolean is(int word, String capitals) {
        return is(word, capitals.getBytes(StandardCharsets.US_ASCII));
    }

    static byte capital(byte letter) {
        return letter >= 'a' && letter <= 'z' ? (byte) (letter - 32) : letter;
    }

    boolean contains(int word, char letter) {
        return wire.indexOf(start(word), start(word) + length(word), (byte) letter) >= 0;
    }

    /** A number without sign or leading zero; -1 when the word is none. */
    long number(int word) {
        int start = start(word);
        int length = length(word);
        if (length == 0 || length > DIGITS_MAX || (length > 1 && wire.getByte(start) == '0')) {
            return -1;
        }
        long value = 0;
        for (int i = start; i < start + length; i++) {
            int digit = wire.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value;
    }

    byte[] bytes(int word) {
        byte[] bytes = new byte[length(word)];
        wire.getBytes(start(word), bytes);
        return bytes;
    }

    /** The beginning of a word, fit to be shown in a message. */
    String shown(int word, int lengthMax) {
        StringBuilder text = new StringBuilder();
        for (int i = start(word); i < start(word) + Math.min(length(word), lengthMax); i++) {
            byte b = wire.getByte(i);
            text.append(b >= ' ' && b < 127 ? (char) b : '?');
        }
        return text.toString();
    }
}
