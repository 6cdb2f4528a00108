package io.twinproxy.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.Front;
import io.twinproxy.proxy.protocol.Joint;
import io.twinproxy.proxy.protocol.Spread;

/**
 * A request that the proxy answers, and its answer.
 *
 * @param reply the answer, whole; handed on once
 * @param last whether the connection ends with it
 * @param faulty whether it ends because the client broke the protocol
 * @param barrier whether later requests wait for the replies to all earlier ones
 */
record OwnReply(ByteBuf reply, boolean last, boolean faulty, boolean barrier) implements ClientRequest {

    static OwnReply of(ByteBuf reply) {
        return new OwnReply(reply, false, false, false);
    }

    static OwnReply line(String line) {
        return of(Resp.line(line));
    }

    static OwnReply error(String text) {
        return line("-ERR " + text);
    }

    @Override
    public boolean local() {
        return true;
    }

    @Override
    public ByteBuf localReply(Front front) {
        return reply;
    }

    @Override
    public ByteBuf wire() {
        return Unpooled.EMPTY_BUFFER;
    }

    @Override
    public int keyCount() {
        return 0;
    }

    @Override
    public int keyStart(int key) {
        throw new IndexOutOfBoundsException(key);
    }

    @Override
    public int keyLength(int key) {
        throw new IndexOutOfBoundsException(key);
    }

    @Override
    public Spread spread() {
        return Spread.ANYWHERE;
    }

    @Override
    public int valuesAsked() {
        return 0;
    }

    @Override
    public Joint joint() {
        return RedisJoint.FIRST;
    }

    @Override
    public ClientRequest part(ByteBufAllocator allocator, int[] keys, int count) {
        throw new IllegalStateException("the proxy's own reply has no parts");
    }

    @Override
    public boolean quiet() {
        return false;
    }

    @Override
    public void release() {
        reply.release();
    }
}
