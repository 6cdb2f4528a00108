package io.twinproxy.proxy.memcache;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Takes one request line apart and checks every byte and number of it. What passes is answered by memcached with exactly
 * one reply; anything memcached might read differently (a zero byte, a number out of range, a line it finds too long)
 * would shift the replies of other clients on the shared connection, and is refused here. Reused from line to line.
 */
final class RequestLine {
    static final int KEY_BYTES_MAX = 250;
    static final String BAD_FORMAT = "CLIENT_ERROR bad command line format";
    /** memcached looks for the word of a long retrieval within the first hundred bytes. */
    private static final int LEADING_SPACES_MAX = 64;

    private static final int SHOWN_BYTES_MAX = 32;
    private static final byte[] NOREPLY = "noreply".getBytes(StandardCharsets.US_ASCII);

    private final Tokens tokens = new Tokens();
    private final MetaLine meta = new MetaLine();
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
        meta.clear();
        if (!tokens.read(line, start, end)) {
            refuseLast("CLIENT_ERROR line holds a zero byte or a stray carriage return");
            return;
        }
        if (tokens.count() == 0) {
            refusal = "ERROR";
            return;
        }
        command = tokens.command();
        if (end - start > command.form().lineBytesMax()) {
            refuseLast("CLIENT_ERROR line too long");
            return;
        }
        int needed = command.form() == Command.Form.REFUSED ? 1 : 2;
        quiet = command.form().noreply() && tokens.count() > needed && tokens.is(tokens.count() - 1, NOREPLY);
        arguments(tokens.count() - 1 - (quiet ? 1 : 0));
        if (refusal.isEmpty() && tokens.from(0) > LEADING_SPACES_MAX) {
            refusal = BAD_FORMAT;
        }
    }

    private void arguments(int arguments) {
        switch (command.form()) {
            case RETRIEVAL -> retrieval(arguments);
            case TOUCHING_RETRIEVAL -> touchingRetrieval(arguments);
            case STORAGE -> storage(arguments);
            case ARITHMETIC -> arithmetic(arguments);
            case TOUCH -> touch(arguments);
            case DELETE -> delete(arguments);
            case META -> meta(arguments);
            case META_STORAGE -> metaStorage(arguments);
            case LOCAL -> local(arguments);
            case REFUSED -> unsupported();
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

    /** Whether an mn is to follow the request: see {@link MetaLine}. */
    boolean fenced() {
        return meta.fenced();
    }

    /** The key that the one in the line stands for; empty when it stands for itself. */
    byte[] decodedKey() {
        return meta.decodedKey();
    }

    /** Where {@code noreply} begins, relative to the line's start. */
    int noreplyStart() {
        return tokens.from(tokens.count() - 1);
    }

    /** Start and length of each key, relative to the line's start. */
    int[] keySpans() {
        int first = command.form() == Command.Form.TOUCHING_RETRIEVAL ? 2 : 1;
        int keys = command.form().manyKeys() ? tokens.count() - first : 1;
        int[] spans = new int[2 * keys];
        for (int i = 0; i < keys; i++) {
            spans[2 * i] = tokens.from(first + i);
            spans[2 * i + 1] = tokens.length(first + i);
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

    private void touchingRetrieval(int arguments) {
        if (arguments < 2) {
            refusal = "ERROR";
        } else if (!tokens.signed(1)) {
            refusal = "CLIENT_ERROR invalid exptime argument";
        }
        for (int i = 2; i <= arguments; i++) {
            key(i);
        }
    }

    private void storage(int arguments) {
        int wanted = command == Command.CAS ? 5 : 4;
        if (arguments < 4) {
            // memcached takes too few words for no storage command at all, and reads on at the next line.
            refusal = "ERROR";
            return;
        }
        block(4);
        if (last) {
            return;
        }
        if (arguments != wanted) {
            refusal = "ERROR";
            return;
        }
        if (!tokens.unsigned(2, 0xffffffffL) || !tokens.signed(3)) {
            refusal = BAD_FORMAT;
        }
        if (command == Command.CAS && !tokens.unsigned(5, -1L)) {
            refusal = BAD_FORMAT;
        }
        key(1);
    }

    /** Notes the length of the data block; without a length nobody can tell where the next request begins. */
    private void block(int token) {
        if (!tokens.unsigned(token, Integer.MAX_VALUE - 2)) {
            refuseLast(BAD_FORMAT);
            return;
        }
        blockBytes = tokens.number(token);
    }

    private void arithmetic(int arguments) {
        if (arguments != 2) {
            refusal = "ERROR";
        } else if (!tokens.unsigned(2, -1L)) {
            refusal = "CLIENT_ERROR invalid numeric delta argument";
        } else {
            key(1);
        }
    }

    private void touch(int arguments) {
        if (arguments != 2) {
            refusal = "ERROR";
        } else if (!tokens.signed(2)) {
            refusal = "CLIENT_ERROR invalid exptime argument";
        } else {
            key(1);
        }
    }

    private void delete(int arguments) {
        boolean zero = arguments == 2 && tokens.length(2) == 1 && tokens.at(2, 0) == '0';
        if (arguments < 1) {
            refusal = "ERROR";
        } else if (arguments > 1 && !zero) {
            refusal = BAD_FORMAT + ".  Usage: delete <key> [noreply]";
        } else {
            key(1);
        }
    }

    private void meta(int arguments) {
        if (arguments == 0) {
            refusal = command == Command.ME ? BAD_FORMAT : "ERROR";
            return;
        }
        key(1);
        if (refusal.isEmpty()) {
            refusal = meta.read(command, tokens);
        }
    }

    private void metaStorage(int arguments) {
        if (arguments < 2) {
            // No length, and so no block, as memcached sees it.
            refusal = arguments == 0 ? "ERROR" : BAD_FORMAT;
            return;
        }
        block(2);
        if (!last) {
            meta(arguments);
        }
    }

    private void local(int arguments) {
        if (command == Command.STATS && arguments > 0) {
            refusal = "CLIENT_ERROR the proxy has no stats with arguments; those of a server only the server can give";
        }
    }

    private void unsupported() {
        if (command == Command.UNKNOWN) {
            last = (tokens.at(0, 0) & 0x80) != 0;
            refusal = last ? "CLIENT_ERROR this port speaks the memcached text protocol" : "ERROR";
        } else {
            String word = new String(tokens.bytes(0, SHOWN_BYTES_MAX), StandardCharsets.US_ASCII);
            refusal = "CLIENT_ERROR unsupported command '" + word + "': " + command.reason();
        }
    }

    private void key(int token) {
        if (tokens.length(token) > KEY_BYTES_MAX) {
            refusal = BAD_FORMAT;
        }
    }

    private void refuseLast(String text) {
        refusal = text;
        last = true;
        quiet = false;
    }
}
