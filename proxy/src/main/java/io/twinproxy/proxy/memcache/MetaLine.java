package io.twinproxy.proxy.memcache;

import java.util.Base64;

/**
 * What the proxy must know of a meta command's flags; all others are the server's affair. A flag is told by its first byte,
 * as memcached does it. Reused from line to line.
 *
 * <p>A quiet command ({@code q}) is answered or not as the server sees fit: memcached 1.6.18 leaves out the {@code EN} of
 * mg and the {@code HD} of ms, md and ma, but not the {@code NF} of md, nor the {@code HD} of an ma that creates its item;
 * other versions draw the line elsewhere. So {@code q} is passed on, and the proxy sends an {@code mn} of its own behind
 * it: what comes before the answer to that, if anything, is the reply. Taking q away and dropping replies here would save
 * four bytes each way, and be right for one version only.
 *
 * <p>Every ms has that mn behind it as well. A server that knows no meta commands answers the line with an error and then
 * takes the block for commands; their stray replies would pass for those to other clients' requests. As it is, the first
 * of them stands where {@code MN} must, and ends the connection.
 */
final class MetaLine {
    /** More than there are flags. memcached takes some twenty words, and then reads the block of an ms as commands. */
    private static final int FLAGS_MAX = 16;

    private static final byte[] BASE64 = {'b'};
    private static final byte[] NO_KEY = {};

    private boolean fenced;
    private byte[] decodedKey = NO_KEY;

    /** Whether an mn must follow, because otherwise nobody knows whether, or how often, the server replies. */
    boolean fenced() {
        return fenced;
    }

    /** The key an encoded one stands for, by which it is placed: it is the same item as that of the plain key. Else empty. */
    byte[] decodedKey() {
        return decodedKey;
    }

    void clear() {
        fenced = false;
        decodedKey = NO_KEY;
    }

    /** Reads the flags; an answer when the line is refused, else empty. */
    String read(Command command, Tokens tokens) {
        clear();
        boolean block = command == Command.MS;
        fenced = block;
        if (command == Command.ME) {
            return debug(tokens);
        }
        int first = block ? 3 : 2;
        if (tokens.count() - first > FLAGS_MAX) {
            return "CLIENT_ERROR options flags are too long";
        }
        boolean encoded = false;
        for (int i = first; i < tokens.count(); i++) {
            fenced |= tokens.at(i, 0) == 'q';
            encoded |= tokens.at(i, 0) == 'b';
        }
        if (!encoded || decoded(tokens)) {
            return "";
        }
        return block || command == Command.MG
                ? "CLIENT_ERROR error decoding key"
                : "CLIENT_ERROR invalid or duplicate flag";
    }

    /** me knows one flag, in one place; anything else its versions read differently. */
    private String debug(Tokens tokens) {
        boolean plain = tokens.count() == 2;
        boolean encoded = tokens.count() == 3 && tokens.is(2, BASE64) && decoded(tokens);
        return plain || encoded ? "" : RequestLine.BAD_FORMAT;
    }

    private boolean decoded(Tokens tokens) {
        // Without its padding a key would be taken here, and not by memcached.
        if (tokens.length(1) % 4 == 0) {
            try {
                decodedKey = Base64.getDecoder().decode(tokens.bytes(1, RequestLine.KEY_BYTES_MAX));
            } catch (IllegalArgumentException e) {
                decodedKey = NO_KEY;
            }
        }
        return decodedKey.length > 0;
    }
}
