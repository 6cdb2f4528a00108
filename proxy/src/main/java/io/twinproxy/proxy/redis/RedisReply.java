package io.twinproxy.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.twinproxy.proxy.protocol.ServerReply;
import java.nio.charset.StandardCharsets;

/**
 * One complete reply of a server.
 *
 * @param type its first byte
 * @param bytes the reply as it came
 * @param elements of an array that is to be joined: where each element begins and ends in the bytes
 * @param elementCount how many elements there are
 * @param tooLarge whether it was longer than the limit, so that nothing of it was kept
 */
@SuppressWarnings("ArrayRecordComponent") // Handed from the scanner to one reader; never compared.
record RedisReply(byte type, ByteBuf bytes, int[] elements, int elementCount, boolean tooLarge) implements ServerReply {

    int elementStart(int element) {
        return elements[2 * element];
    }

    int elementEnd(int element) {
        return elements[2 * element + 1];
    }

    @Override
    public String errorLine() {
        if (type != '-' && type != '!') {
            return "";
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        int start = type == '-' ? 1 : text.indexOf('\n') + 1;
        return "-" + text.substring(start).strip().replaceAll("[\r\n]+", " ");
    }
}
