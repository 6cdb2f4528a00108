package io.twinproxy.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.Front;
import io.twinproxy.proxy.protocol.Joint;
import io.twinproxy.proxy.protocol.Spread;
import java.util.Optional;

/** One request: an array of bulk strings to be passed on, or the proxy's own reply to one. */
final class RedisRequest implements ClientRequest {
    private static final int[] NO_KEYS = {};

    private final RedisCommand command;
    private final ByteBuf wire;
    private final int[] spans;
    private final Spread spread;
    private final String refusal;
    private final RedisJoint joint;
    private final int variant;
    private final boolean part;

    RedisRequest(
            RedisCommand command,
            ByteBuf wire,
            int[] spans,
            Spread spread,
            String refusal,
            RedisJoint joint,
            int variant,
            boolean part) {
        this.command = command;
        this.wire = wire;
        this.spans = spans;
        this.spread = spread;
        this.refusal = refusal;
        this.joint = joint;
        this.variant = variant;
        this.part = part;
    }

    /** A request of the proxy's own. */
    static RedisRequest own(RedisCommand command, String... words) {
        StringBuilder text = new StringBuilder("*").append(words.length + 1).append("\r\n");
        bulk(text, command.name());
        for (String word : words) {
            bulk(text, word);
        }
        ByteBuf wire = Unpooled.wrappedBuffer(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return new RedisRequest(command, wire, NO_KEYS, Spread.ANYWHERE, "", RedisJoint.FIRST, 0, false);
    }

    private static void bulk(StringBuilder text, String word) {
        int length = word.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        text.append('$').append(length).append("\r\n").append(word).append("\r\n");
    }

    @Override
    public ByteBuf wire() {
        return wire;
    }

    @Override
    public int keyCount() {
        return spans.length / 2;
    }

    @Override
    public int keyStart(int key) {
        return spans[2 * key];
    }

    @Override
    public int keyLength(int key) {
        return spans[2 * key + 1];
    }

    @Override
    public Spread spread() {
        return spread;
    }

    @Override
    public String refusal() {
        return refusal;
    }

    @Override
    public int valuesAsked() {
        return command.size() == RedisCommand.Size.SHORT ? 0 : command == RedisCommand.MGET ? keyCount() : 1;
    }

    @Override
    public Joint joint() {
        return joint;
    }

    /** What the reply must be like, if that is known: joinable with others of its kind. */
    Optional<RedisJoint> expected() {
        return command.joint().map(any -> joint);
    }

    /** Whether its reply is to be joined with others. */
    boolean isPart() {
        return part;
    }

    @Override
    public ClientRequest part(ByteBufAllocator allocator, int[] keys, int count) {
        if (count == 0) {
            return new RedisRequest(command, wire.retain(), NO_KEYS, spread, "", joint, variant, true);
        }
        int step = command.keys() == Keys.PAIRS ? 2 : 1;
        byte[] head = Resp.ascii(
                "*" + (1 + step * count) + "\r\n$" + command.word().length + "\r\n" + command.shown() + "\r\n");
        int size = head.length;
        for (int i = 0; i < count; i++) {
            size += rangeEnd(keys[i]) - rangeStart(keys[i]);
        }
        Splice bytes = new Splice(allocator, size);
        bytes.add(head);
        int[] partSpans = new int[2 * count];
        for (int i = 0; i < count; i++) {
            int start = rangeStart(keys[i]);
            partSpans[2 * i] = bytes.length() + keyStart(keys[i]) - start;
            partSpans[2 * i + 1] = keyLength(keys[i]);
            bytes.add(wire, start, rangeEnd(keys[i]) - start);
        }
        return new RedisRequest(command, bytes.whole(), partSpans, spread, "", joint, variant, true);
    }

    /** Where a key with what says its length begins. */
    private int rangeStart(int key) {
        return keyStart(key) - Resp.lengthLineBytes(keyLength(key));
    }

    /** Where a key, or a key and its value, ends. */
    private int rangeEnd(int key) {
        return key + 1 < keyCount() ? rangeStart(key + 1) : wire.readerIndex() + wire.readableBytes();
    }

    @Override
    public int variant() {
        return variant;
    }

    @Override
    public boolean quiet() {
        return false;
    }

    @Override
    public boolean local() {
        return false;
    }

    @Override
    public ByteBuf localReply(Front front) {
        throw new IllegalStateException("a server answers " + command);
    }

    @Override
    public boolean last() {
        return false;
    }

    @Override
    public boolean faulty() {
        return false;
    }

    @Override
    public void release() {
        wire.release();
    }

    /** The command alone: its words may be secret. */
    @Override
    public String toString() {
        return command.name();
    }
}
