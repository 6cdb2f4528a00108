package io.twinproxy.proxy.memcache;

import io.netty.buffer.ByteBuf;

/**
 * One complete reply of a server. Owns its bytes until released or handed on.
 *
 * @param bytes the reply as it came
 * @param values of a retrieval: for each value three numbers, which key of the request it is for, where it begins in the
 *     bytes and where it ends
 * @param valueCount how many values there are
 */
@SuppressWarnings("ArrayRecordComponent") // Handed from the decoder to one reader; never compared.
public record Reply(ReplyKind kind, ByteBuf bytes, int[] values, int valueCount) {

    public int valueKey(int value) {
        return values[3 * value];
    }

    public int valueStart(int value) {
        return values[3 * value + 1];
    }

    public int valueEnd(int value) {
        return values[3 * value + 2];
    }

    public void release() {
        bytes.release();
    }
}
