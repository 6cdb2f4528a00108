package io.twinproxy.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.Front;
import io.twinproxy.proxy.protocol.RequestReader;
import io.twinproxy.proxy.protocol.Spread;
import org.jspecify.annotations.Nullable;

/**
 * One client's requests: framed, looked up, and either answered here (because the proxy knows the answer, or refuses), or
 * made ready to be passed on with their keys. An unknown or refused command is an error that names it, and the connection
 * goes on; only a stream that can no longer be followed ends it. For one thread.
 */
final class RedisReader implements RequestReader {
    private static final int SHOWN_BYTES_MAX = 64;
    private static final int[] NO_KEYS = {};

    private final RespDecoder decoder;
    private final OwnAnswers own;
    private final int requestBytesMax;
    private String shed = "";
    private final KeyFinder finder = new KeyFinder();

    /** @param requestBytesMax longest request taken */
    RedisReader(ByteBufAllocator allocator, int requestBytesMax, Front front) {
        this.decoder = new RespDecoder(allocator, requestBytesMax);
        this.requestBytesMax = requestBytesMax;
        this.own = new OwnAnswers(front);
    }

    @Override
    public void feed(ByteBuf bytes) {
        decoder.feed(bytes);
    }

    @Override
    public boolean midway() {
        return decoder.midway();
    }

    @Override
    public long heldBytes() {
        return decoder.heldBytes();
    }

    @Override
    public boolean shed(String why) {
        boolean done = decoder.shed();
        if (done) {
            shed = why;
        }
        return done;
    }

    @Override
    public void close() {
        decoder.close();
    }

    @Override
    public @Nullable ClientRequest next() {
        try {
            decoder.treatAsStranger(own.stranger());
            Words words = decoder.next();
            if (words == null) {
                return null;
            }
            ClientRequest request = request(words);
            words.clear();
            return request;
        } catch (BrokenStream e) {
            decoder.close();
            return new OwnReply(Resp.line("-ERR " + e.getMessage()), true, true, false);
        }
    }

    private ClientRequest request(Words words) {
        if (words.tooLarge() && !shed.isEmpty()) {
            String why = shed;
            shed = "";
            return OwnReply.error(why);
        }
        if (words.tooLarge()) {
            return OwnReply.error("the request is longer than " + requestBytesMax + " bytes");
        }
        RedisCommand command = CommandTable.find(words);
        boolean admits = command == RedisCommand.AUTH || command == RedisCommand.HELLO || command == RedisCommand.QUIT;
        ClientRequest answer;
        if (own.stranger() && !admits) {
            answer = OwnReply.line(OwnAnswers.NOAUTH);
        } else if (command == null) {
            answer = OwnReply.error("unknown command '" + words.shown(0, SHOWN_BYTES_MAX) + "'");
        } else {
            answer = own(command, words);
            if (answer == null) {
                return forwarded(command, words);
            }
        }
        words.wire().release();
        if (answer.last()) {
            decoder.close();
        }
        return answer;
    }

    /** The proxy's own answer, or null when the request is to be passed on. */
    private @Nullable ClientRequest own(RedisCommand command, Words words) {
        if (command.why().isPresent()) {
            return refused(command.shown(), command.why().get());
        }
        if (!command.takes(words.count() - 1)) {
            return OwnReply.error("wrong number of arguments for '" + command.shown() + "' command");
        }
        if (command.own()) {
            return own.answer(command, words);
        }
        boolean server = (command == RedisCommand.SCRIPT && scriptJoint(words) == null)
                || (command == RedisCommand.MEMORY && !words.is(1, "USAGE"));
        if (server) {
            return refused(command.shown() + " " + words.shown(1, SHOWN_BYTES_MAX), Why.SERVER);
        }
        finder.find(command, words);
        return finder.blocks() ? refused(command.shown() + " ... block", Why.BLOCKS) : null;
    }

    static OwnReply refused(String what, Why why) {
        return OwnReply.error("command '" + what + "' is not passed on: " + why.sentence());
    }

    private static @Nullable RedisJoint scriptJoint(Words words) {
        if (words.is(1, "LOAD") || words.is(1, "FLUSH")) {
            return RedisJoint.FIRST;
        }
        return words.is(1, "EXISTS") ? RedisJoint.EVERY : null;
    }

    private RedisRequest forwarded(RedisCommand command, Words words) {
        RedisJoint joint = command.joint().orElse(RedisJoint.FIRST);
        Spread spread = command.joint().isPresent() ? Spread.BY_KEY : Spread.TOGETHER;
        String refusal = "";
        int[] spans = NO_KEYS;
        if (command == RedisCommand.SCRIPT) {
            RedisJoint known = scriptJoint(words);
            joint = known == null ? joint : known;
            spread = Spread.EVERYWHERE;
        } else if (!finder.trouble().isEmpty()) {
            refusal = finder.trouble();
            spread = Spread.ALONE;
        } else {
            spans = spans(words);
            spread = spans.length == 0 ? Spread.ANYWHERE : spread;
            refusal = spans.length > 2 && spread == Spread.TOGETHER
                    ? "CROSSSLOT keys of '" + command.shown() + "' lie on different servers"
                    : "";
        }
        return new RedisRequest(command, words.wire(), spans, spread, refusal, joint, own.variant(), false);
    }

    private int[] spans(Words words) {
        int keys = finder.count() + (finder.lone() > 0 ? 1 : 0);
        if (keys == 0) {
            return NO_KEYS;
        }
        int[] spans = new int[2 * keys];
        int at = 0;
        if (finder.lone() > 0) {
            spans[at++] = words.start(finder.lone());
            spans[at++] = words.length(finder.lone());
        }
        for (int i = 0; i < finder.count(); i++) {
            int word = finder.first() + i * finder.step();
            spans[at++] = words.start(word);
            spans[at++] = words.length(word);
        }
        return spans;
    }
}
