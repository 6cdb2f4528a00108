package io.twinproxy.proxy.memcache;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What kinds of reply a memcached server gives. */
public enum ReplyKind {
    STORED("STORED", false),
    NOT_STORED("NOT_STORED", false),
    EXISTS("EXISTS", false),
    NOT_FOUND("NOT_FOUND", false),
    DELETED("DELETED", false),
    TOUCHED("TOUCHED", false),
    VERSION("VERSION", true),
    /** Any number of values, then END. */
    VALUES("END", false),
    NUMBER("", false),
    /** Of a meta command: one value, its flags before it. */
    VALUE_META("VA", true),
    /** Of a meta command: done, and what was asked about it. */
    HD("HD", true),
    /** Of a meta command: no such item, when reading. */
    EN("EN", true),
    /** Of a meta command: not stored. */
    NS("NS", true),
    /** Of a meta command: there, but not with the cas asked for. */
    EX("EX", true),
    /** Of a meta command: no such item, when changing. */
    NF("NF", true),
    /** Of a meta command: what is known of an item. */
    ME("ME", true),
    /** The answer to the proxy's own mn; never an answer to a client's request. */
    MN("MN", false),
    /** No answer, because the request was quiet and its server saw no reason for one. */
    SILENCE("", false),
    /** {@code ERROR}, {@code CLIENT_ERROR …} or {@code SERVER_ERROR …}; passed on as it is. */
    ERROR("ERROR", false),
    /** A reply longer than the limit, of which nothing was kept. */
    TOO_LARGE("", false);

    private static final byte[] CLIENT_ERROR = "CLIENT_ERROR".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SERVER_ERROR = "SERVER_ERROR".getBytes(StandardCharsets.US_ASCII);
    private static final ReplyKind[] WORDS = {
        STORED,
        VALUES,
        NOT_FOUND,
        DELETED,
        NOT_STORED,
        EXISTS,
        TOUCHED,
        ERROR,
        VERSION,
        VALUE_META,
        HD,
        EN,
        NS,
        EX,
        NF,
        ME,
        MN
    };

    @SuppressWarnings("ImmutableEnumChecker") // Written in the constructor only.
    private final byte[] word;

    private final boolean arguments;

    ReplyKind(String word, boolean arguments) {
        this.word = word.getBytes(StandardCharsets.US_ASCII);
        this.arguments = arguments;
    }

    /** The kind of a reply line that is not a VALUE line, or null when it is none a server may send. */
    static @Nullable ReplyKind of(ByteBuf line, int start, int end) {
        int stop = start;
        while (stop < end && line.getByte(stop) != ' ') {
            stop++;
        }
        if (number(line, start, stop)) {
            return blank(line, stop, end) ? NUMBER : null;
        }
        if (Command.matches(CLIENT_ERROR, line, start, stop) || Command.matches(SERVER_ERROR, line, start, stop)) {
            return ERROR;
        }
        for (ReplyKind kind : WORDS) {
            if (Command.matches(kind.word, line, start, stop)) {
                return kind.arguments || blank(line, stop, end) ? kind : null;
            }
        }
        return null;
    }

    private static boolean number(ByteBuf line, int start, int end) {
        for (int i = start; i < end; i++) {
            if (line.getByte(i) < '0' || line.getByte(i) > '9') {
                return false;
            }
        }
        return end > start;
    }

    private static boolean blank(ByteBuf line, int start, int end) {
        for (int i = start; i < end; i++) {
            if (line.getByte(i) != ' ') {
                return false;
            }
        }
        return true;
    }
}
