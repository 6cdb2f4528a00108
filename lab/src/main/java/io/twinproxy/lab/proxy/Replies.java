package io.twinproxy.lab.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Cuts what a server sends into replies and judges each. Allocates nothing for a right one. Immutable. */
final class Replies {
    /** A line no server sends; longer ones mean that the stream cannot be followed. */
    static final int LINE_BYTES_MAX = 2048;

    private static final byte[] STORED = ascii("STORED\r\n");
    private static final byte[] END = ascii("END\r\n");
    private static final byte[] VALUE = ascii("VALUE ");
    private static final String[] ERRORS = {"ERROR", "CLIENT_ERROR", "SERVER_ERROR"};
    private static final int NINE_DIGITS = 9;

    private final Keyspace keyspace;

    Replies(Keyspace keyspace) {
        this.keyspace = keyspace;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Bytes of the reply that begins at a place; 0 when it is not all there, -1 when it is none. */
    int length(byte[] in, int from, int end) {
        int lf = from;
        while (lf < end && in[lf] != '\n') {
            lf++;
        }
        if (lf == end) {
            return end - from > LINE_BYTES_MAX ? -1 : 0;
        }
        int line = lf + 1 - from;
        if (!begins(in, from, line, VALUE)) {
            return line;
        }
        int block = lastNumber(in, from, lf);
        if (block < 0) {
            return -1;
        }
        int whole = line + block + 2 + END.length;
        return end - from < whole ? 0 : whole;
    }

    /** The number at the end of a line whose LF is at a place, or -1. */
    private static int lastNumber(byte[] in, int from, int lf) {
        int to = lf > from && in[lf - 1] == '\r' ? lf - 1 : lf;
        int at = to;
        while (at > from && in[at - 1] >= '0' && in[at - 1] <= '9') {
            at--;
        }
        return at == to || to - at > NINE_DIGITS
                ? -1
                : Integer.parseInt(new String(in, at, to - at, StandardCharsets.US_ASCII));
    }

    /** Judges a whole reply to a get, or to a set, of a key. */
    Verdict judge(byte[] in, int from, int length, int key, boolean set) {
        if (set ? is(in, from, length, STORED) : length == keyspace.hitBytes() && keyspace.hit(in, from, key)) {
            return Verdict.RIGHT;
        }
        if (!set && is(in, from, length, END)) {
            return Verdict.MISSED;
        }
        String start = new String(in, from, Math.min(length, 16), StandardCharsets.US_ASCII);
        return Arrays.stream(ERRORS).anyMatch(start::startsWith) ? Verdict.REFUSED : Verdict.WRONG;
    }

    private static boolean is(byte[] in, int from, int length, byte[] wanted) {
        return length == wanted.length && begins(in, from, length, wanted);
    }

    private static boolean begins(byte[] in, int from, int length, byte[] wanted) {
        return length >= wanted.length && Arrays.equals(in, from, from + wanted.length, wanted, 0, wanted.length);
    }
}
