package io.twinproxy.proxy.memcache;

import io.netty.buffer.ByteBuf;
import io.twinproxy.proxy.protocol.CommandFact;
import io.twinproxy.proxy.protocol.CommandFact.How;
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
    STATS(Form.LOCAL),
    MN(Form.LOCAL),
    GAT(Form.TOUCHING_RETRIEVAL, ReplyKind.VALUES),
    GATS(Form.TOUCHING_RETRIEVAL, ReplyKind.VALUES),
    MG(Form.META, ReplyKind.VALUE_META, ReplyKind.HD, ReplyKind.EN),
    MS(Form.META_STORAGE, ReplyKind.HD, ReplyKind.NS, ReplyKind.EX, ReplyKind.NF),
    MD(Form.META, ReplyKind.HD, ReplyKind.NF, ReplyKind.EX),
    MA(Form.META, ReplyKind.VALUE_META, ReplyKind.HD, ReplyKind.NF, ReplyKind.NS, ReplyKind.EX),
    ME(Form.META, ReplyKind.ME, ReplyKind.EN),
    FLUSH_ALL("it would have to empty every server of the pool or none, which no proxy can promise"),
    VERBOSITY(Texts.ONE_SERVER),
    CACHE_MEMLIMIT(Texts.ONE_SERVER),
    SHUTDOWN(Texts.ONE_SERVER),
    SLABS(Texts.ONE_SERVER),
    LRU(Texts.ONE_SERVER),
    LRU_CRAWLER(Texts.ONE_SERVER),
    EXTSTORE(Texts.ONE_SERVER),
    WATCH(Texts.ONE_SERVER),
    REFRESH_CERTS(Texts.ONE_SERVER),
    /** Any other word; memcached answers it with {@code ERROR}. */
    UNKNOWN("");

    /** What a command's line looks like after the word. */
    enum Form {
        /** {@code key…}; as long as the proxy lets lines be. */
        RETRIEVAL(Integer.MAX_VALUE, false),
        /** {@code exptime key…}; memcached hangs up on a longer line, unless it is one of get or gets. */
        TOUCHING_RETRIEVAL(2040, false),
        /** {@code key flags exptime bytes [cas] [noreply]}, then a data block. */
        STORAGE(LINE_BYTES_MAX, true),
        /** {@code key number [noreply]}. */
        ARITHMETIC(LINE_BYTES_MAX, true),
        /** {@code key exptime [noreply]}. */
        TOUCH(LINE_BYTES_MAX, true),
        /** {@code key [0] [noreply]}. */
        DELETE(LINE_BYTES_MAX, true),
        /** {@code key flag…}. */
        META(LINE_BYTES_MAX, false),
        /** {@code key bytes flag…}, then a data block. */
        META_STORAGE(LINE_BYTES_MAX, false),
        /** Answered by the proxy. */
        LOCAL(LINE_BYTES_MAX, false),
        /** Not passed on: no key to route by, or an effect on more than one key. */
        REFUSED(LINE_BYTES_MAX, true);

        private final int lineBytesMax;
        private final boolean noreply;

        Form(int lineBytesMax, boolean noreply) {
            this.lineBytesMax = lineBytesMax;
            this.noreply = noreply;
        }

        /** Longest line, without its end. */
        int lineBytesMax() {
            return lineBytesMax;
        }

        /** Whether {@code noreply} as the last word asks for no reply. */
        boolean noreply() {
            return noreply;
        }

        boolean manyKeys() {
            return this == RETRIEVAL || this == TOUCHING_RETRIEVAL;
        }
    }

    private static final class Texts {
        static final String ONE_SERVER = "it is for one server; give it to that server directly";
    }

    /** Nothing but a retrieval needs more: a key of 250 bytes, four numbers and noreply. memcached cuts at 2048. */
    private static final int LINE_BYTES_MAX = 1024;

    private static final Command[] WORDS = values();

    @SuppressWarnings("ImmutableEnumChecker") // Written in the constructor only.
    private final byte[] word;

    private final Form form;
    private final String reason;

    @SuppressWarnings("ImmutableEnumChecker") // Written in the constructor only.
    private final Set<ReplyKind> replies;

    Command(Form form, ReplyKind... replies) {
        this.word = name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        this.form = form;
        this.reason = "";
        EnumSet<ReplyKind> allowed = EnumSet.of(ReplyKind.ERROR);
        allowed.addAll(Set.of(replies));
        this.replies = allowed;
    }

    /** @param reason why it is not passed on */
    Command(String reason) {
        this.word = name().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII);
        this.form = Form.REFUSED;
        this.reason = reason;
        this.replies = EnumSet.noneOf(ReplyKind.class);
    }

    CommandFact fact() {
        How how = switch (form) {
            case RETRIEVAL, TOUCHING_RETRIEVAL -> How.SPLIT;
            case LOCAL -> How.OWN;
            case REFUSED -> How.REFUSED;
            default -> How.ONE_KEY;
        };
        return new CommandFact(name().toLowerCase(Locale.ROOT), how, reason);
    }

    byte[] word() {
        return word;
    }

    Form form() {
        return form;
    }

    /** Why it is refused; empty when it is not, or is none of memcached's. */
    public String reason() {
        return reason;
    }

    /** Whether requests of this command are for values of one or more keys. */
    public boolean retrieval() {
        return form.manyKeys() || this == MG;
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
