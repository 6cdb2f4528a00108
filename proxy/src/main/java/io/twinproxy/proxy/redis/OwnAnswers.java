package io.twinproxy.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.twinproxy.proxy.protocol.Front;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** What the proxy answers one client itself, and what it remembers of it for that: whether it may, and what it speaks. */
final class OwnAnswers {
    static final String NOAUTH = "-NOAUTH Authentication required";
    /** Whose commands the table has; clients choose by it what they dare to send. */
    static final String REDIS_VERSION = "7.0.0";

    private static final byte[] DEFAULT_USER = Resp.ascii("default");
    private static final int SHOWN_BYTES_MAX = 64;

    private final Front front;
    private boolean known;
    private boolean resp3;
    private byte[] name = {};

    OwnAnswers(Front front) {
        this.front = front;
    }

    /** Whether the client has yet to say the password. */
    boolean stranger() {
        return !known && front.password().isPresent();
    }

    /** Which kind of connection to servers it needs: see {@link RedisProtocol}. */
    int variant() {
        return resp3 ? RedisProtocol.RESP3 : RedisProtocol.RESP2;
    }

    OwnReply answer(RedisCommand command, Words words) {
        return switch (command) {
            case PING -> words.count() == 1 ? OwnReply.line("+PONG") : OwnReply.of(Resp.bulk(words.bytes(1)));
            case ECHO -> OwnReply.of(Resp.bulk(words.bytes(1)));
            case QUIT -> new OwnReply(Resp.line("+OK"), true, false, false);
            case SELECT ->
                words.number(1) == 0
                        ? OwnReply.line("+OK")
                        : OwnReply.error("SELECT takes 0 only: " + Why.DATABASE.sentence());
            case AUTH -> auth(words);
            case HELLO -> hello(words);
            case CLIENT -> client(words);
            case INFO -> OwnReply.of(info());
            default -> throw new IllegalStateException(command + " is not answered by the proxy");
        };
    }

    private OwnReply auth(Words words) {
        if (front.password().isEmpty()) {
            return OwnReply.error("Client sent AUTH, but no password is set");
        }
        known = matches(words, words.count() == 3 ? 1 : 0, words.count() - 1);
        return known ? OwnReply.line("+OK") : OwnReply.error("invalid password");
    }

    /** @param user the word that names the user; 0 for the default one */
    private boolean matches(Words words, int user, int password) {
        byte[] wanted = front.password().orElse("").getBytes(StandardCharsets.UTF_8);
        boolean right = MessageDigest.isEqual(wanted, words.bytes(password));
        return right && (user == 0 || MessageDigest.isEqual(DEFAULT_USER, words.bytes(user)));
    }

    private OwnReply hello(Words words) {
        long version = words.count() > 1 ? words.number(1) : variant() + 2;
        if (version < 0) {
            return OwnReply.error("Protocol version is not an integer or out of range");
        }
        if (version != 2 && version != 3) {
            return OwnReply.line("-NOPROTO unsupported protocol version");
        }
        boolean admitted = !stranger();
        byte[] newName = name;
        for (int i = 2; i < words.count(); i++) {
            if (words.is(i, "AUTH") && i + 2 < words.count()) {
                if (front.password().isPresent() && !matches(words, i + 1, i + 2)) {
                    known = false;
                    return OwnReply.error("invalid password");
                }
                admitted = true;
                i += 2;
            } else if (words.is(i, "SETNAME") && i + 1 < words.count()) {
                newName = words.bytes(++i);
            } else {
                return OwnReply.error("Syntax error in HELLO option '" + words.shown(i, SHOWN_BYTES_MAX) + "'");
            }
        }
        if (!admitted) {
            return OwnReply.line("-NOAUTH HELLO must be called with the client already authenticated,"
                    + " otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client"
                    + " and select the RESP protocol version at the same time");
        }
        known = true;
        name = newName;
        boolean changed = resp3 != (version == 3);
        resp3 = version == 3;
        // The next requests go by other connections, and must not overtake those before.
        return new OwnReply(welcome(), false, false, changed);
    }

    private ByteBuf welcome() {
        return Resp.line((resp3 ? "%7" : "*14")
                + "\r\n$6\r\nserver\r\n$5\r\nredis"
                + "\r\n$7\r\nversion\r\n$" + REDIS_VERSION.length() + "\r\n" + REDIS_VERSION
                + "\r\n$5\r\nproto\r\n:" + (resp3 ? 3 : 2)
                + "\r\n$2\r\nid\r\n:0"
                + "\r\n$4\r\nmode\r\n$10\r\nstandalone"
                + "\r\n$4\r\nrole\r\n$6\r\nmaster"
                + "\r\n$7\r\nmodules\r\n*0");
    }

    private OwnReply client(Words words) {
        if (words.is(1, "SETNAME") && words.count() == 3) {
            name = words.bytes(2);
            return OwnReply.line("+OK");
        }
        if (words.is(1, "GETNAME") && words.count() == 2) {
            return name.length > 0 ? OwnReply.of(Resp.bulk(name)) : OwnReply.line(resp3 ? "_" : "$-1");
        }
        if (words.is(1, "SETINFO") && words.count() == 4) {
            return OwnReply.line("+OK");
        }
        return RedisReader.refused("client " + words.shown(1, SHOWN_BYTES_MAX), Why.CONNECTION);
    }

    private ByteBuf info() {
        StringBuilder text = new StringBuilder("# Server\r\nredis_version:" + REDIS_VERSION
                + "\r\nredis_mode:standalone\r\nproxy_version:" + front.version() + "\r\n\r\n# Proxy\r\n");
        front.figures()
                .forEach((name, value) ->
                        text.append(name).append(':').append(value).append("\r\n"));
        byte[] bytes = ((resp3 ? "txt:" : "") + text).getBytes(StandardCharsets.UTF_8);
        ByteBuf reply = Resp.bulk(bytes);
        if (resp3) {
            reply.setByte(0, '=');
        }
        return reply;
    }
}
