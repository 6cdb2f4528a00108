package io.twinproxy.proxy.memcache;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The command words: the form of each one's line, and which replies a server may give to it. */
public enum Command {
    GET(Form.RETRIEVAL, ReplyKind.VALUES),
    GETS(Form.RETRIEVAL, ReplyKind.VALUES),
    SET(Form.STORAGE, ReplyKind.STORED, ReplyKind.NOT_STORED),
    ADD(Form.STORAGE, ReplyKind.STORED, ReplyKind.NOT_STORED),
    REPLACE(Form.STORAGE, ReplyKind.STORED, ReplyKind.NOT_STORED),
    APPEND(Form.STORAGE, ReplyKind.STORED, ReplyKind.NOT_STORED),
    PREPEND(Form.STORAGE, ReplyKind.STORED, ReplyKind.NOT_STORED),
    CAS(Form.STORAGE, ReplyKind.STORED, ReplyKind.NOT_STORED, ReplyKind.EXISTS, ReplyKind.NOT_FOUND),
    INCR(Form.ARITHMETIC, ReplyKind.NUMBER, ReplyKind.NOT_FOUND),
    DECR(Form.ARITHMETIC, ReplyKind.NUMBER, ReplyKind.NOT_FOUND),
    DELETE(Form.DELETE, ReplyKind.DELETED, ReplyKind.NOT_FOUND),
    TOUCH(Form.TOUCH, ReplyKind.TOUCHED, ReplyKind.NOT_FOUND),
    VERSION(Form.LOCAL, ReplyKind.VERSION),
    QUIT(Form.LOCAL),
    GAT(Form.REFUSED),
    GATS(Form.REFUSED),
    FLUSH_ALL(Form.REFUSED),
    STATS(Form.REFUSED),
    VERBOSITY(Form.REFUSED),
    MG(Form.REFUSED),
    MS(Form.REFUSED_WITH_DATA),
    MD(Form.REFUSED),
    MA(Form.REFUSED),
    MN(Form.REFUSED),
    ME(Form.REFUSED),
    /** Any other word; memcached answers it with {@code ERROR}. */
    UNKNOWN(Form.REFUSED);

    /** What a command's line looks like after the word. */
    enum Form {
        /** {@code key…}. */
        RETRIEVAL,
        /** {@code key flags exptime bytes [cas] [noreply]}, then a data block. */
        STORAGE,
        /** {@code key number [noreply]}. */
        ARITHMETIC,
        /** {@code key exptime [noreply]}. */
        TOUCH,
        /** {@code key [0] [noreply]}. */
        DELETE,
        /** Answered by the proxy. */
        LOCAL,
        /** Not passed on: no key to route by, or an effect on more than one key. */
        REFUSED,
        /** The same with a data block, whose length is the second argument. */
        REFUSED_WITH_DATA
    }

    private static final Command[] WORDS = values();

    @SuppressWarnings("ImmutableEnumChecker") // Written in the constructor only.
    private final byte[] word;

    private final Form form;

    @SuppressWarnings("ImmutableEnumChecker") // Written in the constructor only.
    private final Set<ReplyKind> replies;

    Command(Form form, ReplyKind... replies) {
        this.word = name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        this.form = form;
        EnumSet<ReplyKind> allowed = EnumSet.of(ReplyKind.ERROR);
        allowed.addAll(Set.of(replies));
        this.replies = allowed;
    }

    Form form() {
        return form;
    }

    /** Whether requests of this command are for values of one or more keys. */
    public boolean retrieval() {
        return form == Form.RETRIEVAL;
    }

    boolean allows(ReplyKind kind) {
        return replies.contains(kind);
    }

    /** The command of a word in a buffer; words are lower case. */
    static Command of(ByteBuf line, int start, int end) {
        for (Command command : WORDS) {
            if (command != UNKNOWN && matches(command.word, line, start, end)) {
                return command;
            }
        }
        return UNKNOWN;
    }

    static boolean matches(byte[] word, ByteBuf line, int start, int end) {
        if (end - start != word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (line.getByte(start + i) != word[i]) {
                return false;
            }
        }
        return true;
    }
}
