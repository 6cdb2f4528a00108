package io.twinproxy.proxy.memcache;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Takes one request line apart and checks every byte and number of it. What passes is answered by memcached with exactly
 * one reply; anything memcached might read differently (a zero byte, a number out of range, a line it finds too long)
 * would shift the replies of other clients on the shared connection, and is refused here. Reused from line to line.
 */
final class RequestLine {
    static final int KEY_BYTES_MAX = 250;
    /** Nothing but a retrieval needs more: a key of 250 bytes, four numbers and noreply. memcached cuts at 2048. */
    static final int LINE_BYTES_MAX = 1024;
    /** memcached looks for the word of a long retrieval within the first hundred bytes. */
    private static final int LEADING_SPACES_MAX = 64;

    private static final int SHOWN_BYTES_MAX = 32;
    private static final byte[] NOREPLY = "noreply".getBytes(StandardCharsets.US_ASCII);
    private static final String BAD_FORMAT = "CLIENT_ERROR bad command line format";

    /** Start and end of each token, relative to the line's start. */
    private int[] tokens = new int[32];

    private int count;
    private Command command = Command.UNKNOWN;
    private boolean quiet;
    private long blockBytes;
    private String refusal = "";
    private boolean last;

    /** Reads the line; the answers below then speak of it. */
    void read(ByteBuf line, int start, int end) {
        command = Command.UNKNOWN;
        quiet = false;
        blockBytes = -1;
        refusal = "";
        last = false;
        if (!tokenise(line, start, end)) {
            refuseLast("CLIENT_ERROR line holds a zero byte or a stray carriage return");
            return;
        }
        if (count == 0) {
            refusal = "ERROR";
            return;
        }
        command = Command.of(line, start + from(0), start + to(0));
        if (!command.retrieval() && end - start > LINE_BYTES_MAX) {
            refuseLast("CLIENT_ERROR line too long");
            return;
        }
        quiet = command.form() != Command.Form.RETRIEVAL
                && count > 2
                && Command.matches(NOREPLY, line, start + from(count - 1), start + to(count - 1));
        int arguments = count - 1 - (quiet ? 1 : 0);
        switch (command.form()) {
            case RETRIEVAL -> retrieval(arguments);
            case STORAGE -> storage(line, start, arguments);
            case ARITHMETIC -> arithmetic(line, start, arguments);
            case TOUCH -> touch(line, start, arguments);
            case DELETE -> delete(line, start, arguments);
            case LOCAL -> {}
            case REFUSED -> unsupported(line, start);
            case REFUSED_WITH_DATA -> {
                unsupported(line, start);
                block(line, start, arguments >= 2 ? 2 : 0);
            }
        }
        if (refusal.isEmpty() && from(0) > LEADING_SPACES_MAX) {
            refusal = BAD_FORMAT;
        }
    }

    Command command() {
        return command;
    }

    boolean quiet() {
        return quiet;
    }

    /** The length of the data block that follows; -1 when none does. */
    long blockBytes() {
        return blockBytes;
    }

    String refusal() {
        return refusal;
    }

    boolean last() {
        return last;
    }

    /** Where {@code noreply} begins, relative to the line's start. */
    int noreplyStart() {
        return from(count - 1);
    }

    /** Start and length of each key, relative to the line's start. */
    int[] keySpans() {
        int keys = command.retrieval() ? count - 1 : 1;
        int[] spans = new int[2 * keys];
        for (int i = 0; i < keys; i++) {
            spans[2 * i] = from(i + 1);
            spans[2 * i + 1] = to(i + 1) - from(i + 1);
        }
        return spans;
    }

    private void retrieval(int keys) {
        if (keys == 0) {
            refusal = "ERROR";
        }
        for (int i = 1; i <= keys; i++) {
            key(i);
        }
    }

    private void storage(ByteBuf line, int start, int arguments) {
        int wanted = command == Command.CAS ? 5 : 4;
        if (arguments < 4) {
            // memcached takes too few words for no storage command at all, and reads on at the next line.
            refusal = "ERROR";
            return;
        }
        block(line, start, 4);
        if (last) {
            return;
        }
        if (arguments != wanted || !unsigned(line, start, 2, 0xffffffffL) || !signed(line, start, 3)) {
            refusal = BAD_FORMAT;
        }
        if (command == Command.CAS && arguments == wanted && !unsigned(line, start, 5, -1L)) {
            refusal = BAD_FORMAT;
        }
        key(1);
    }

    /** Notes the length of the data block; without a length nobody can tell where the next request begins. */
    private void block(ByteBuf line, int start, int token) {
        if (token == 0 || !unsigned(line, start, token, Integer.MAX_VALUE - 2)) {
            refuseLast("CLIENT_ERROR bad data chunk");
            return;
        }
        blockBytes = 0;
        for (int i = start + from(token); i < start + to(token); i++) {
            blockBytes = 10 * blockBytes + line.getByte(i) - '0';
        }
    }

    private void arithmetic(ByteBuf line, int start, int arguments) {
        if (arguments != 2) {
            refusal = "ERROR";
        } else if (!unsigned(line, start, 2, -1L)) {
            refusal = "CLIENT_ERROR invalid numeric delta argument";
        } else {
            key(1);
        }
    }

    private void touch(ByteBuf line, int start, int arguments) {
        if (arguments != 2) {
            refusal = "ERROR";
        } else if (!signed(line, start, 2)) {
            refusal = "CLIENT_ERROR invalid exptime argument";
        } else {
            key(1);
        }
    }

    private void delete(ByteBuf line, int start, int arguments) {
        boolean zero = arguments == 2 && to(2) - from(2) == 1 && line.getByte(start + from(2)) == '0';
        if (arguments < 1) {
            refusal = "ERROR";
        } else if (arguments > 1 && !zero) {
            refusal = BAD_FORMAT + ".  Usage: delete <key> [noreply]";
        } else {
            key(1);
        }
    }

    private void unsupported(ByteBuf line, int start) {
        quiet = false;
        if (command == Command.UNKNOWN) {
            last = (line.getByte(start + from(0)) & 0x80) != 0;
            refusal = last ? "CLIENT_ERROR this port speaks the memcached text protocol" : "ERROR";
        } else {
            int length = Math.min(to(0) - from(0), SHOWN_BYTES_MAX);
            refusal = "CLIENT_ERROR unsupported command '"
                    + line.toString(start + from(0), length, StandardCharsets.US_ASCII) + "'";
        }
    }

    private void key(int token) {
        if (to(token) - from(token) > KEY_BYTES_MAX) {
            refusal = BAD_FORMAT;
        }
    }

    private void refuseLast(String text) {
        refusal = text;
        last = true;
        quiet = false;
    }

    /** Digits only and within the limit, which is unsigned, so -1 stands for 64 bits. */
    private boolean unsigned(ByteBuf line, int start, int token, long limit) {
        return digits(line, start + from(token), start + to(token), limit);
    }

    /** An exptime: 32 bits, and negative for what is already past. */
    private boolean signed(ByteBuf line, int start, int token) {
        int first = start + from(token);
        boolean negative = line.getByte(first) == '-';
        return digits(
                line,
                negative ? first + 1 : first,
                start + to(token),
                negative ? -(long) Integer.MIN_VALUE : Integer.MAX_VALUE);
    }

    private static boolean digits(ByteBuf line, int start, int end, long limit) {
        // Twenty digits hold the largest 64-bit number; longer ones with leading zeros are nobody's.
        if (end == start || end - start > 20) {
            return false;
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            int digit = line.getByte(i) - '0';
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

    private boolean tokenise(ByteBuf line, int start, int end) {
        count = 0;
        int token = -1;
        for (int i = start; i < end; i++) {
            byte b = line.getByte(i);
            if (b == 0 || b == '\r') {
                return false;
            }
            if (b != ' ') {
                token = token < 0 ? i : token;
            } else if (token >= 0) {
                add(token - start, i - start);
                token = -1;
            }
        }
        if (token >= 0) {
            add(token - start, end - start);
        }
        return true;
    }

    private void add(int from, int to) {
        if (2 * count == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * tokens.length);
        }
        tokens[2 * count] = from;
        tokens[2 * count + 1] = to;
        count++;
    }

    private int from(int token) {
        return tokens[2 * token];
    }

    private int to(int token) {
        return tokens[2 * token + 1];
    }
}
