package io.twinproxy.proxy.memcache;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.twinproxy.proxy.protocol.Joint;
import io.twinproxy.proxy.protocol.ServerReply;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Joins retrievals: values in the order of the request's keys, duplicates as asked for, misses left out. */
enum ValuesJoint implements Joint {
    VALUES;

    private static final byte[] END = "END\r\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public ByteBuf join(ByteBufAllocator allocator, int[] fragmentOfKey, List<? extends ServerReply> replies) {
        CompositeByteBuf joined = allocator.compositeBuffer(Math.max(16, fragmentOfKey.length + 1));
        int[] keyIn = new int[replies.size()];
        int[] valueIn = new int[replies.size()];
        for (int fragment : fragmentOfKey) {
            Reply reply = (Reply) replies.get(fragment);
            int value = valueIn[fragment];
            if (value < reply.valueCount() && reply.valueKey(value) == keyIn[fragment]) {
                int start = reply.valueStart(value);
                joined.addComponent(true, reply.bytes().retainedSlice(start, reply.valueEnd(value) - start));
                valueIn[fragment]++;
            }
            keyIn[fragment]++;
        }
        return joined.addComponent(true, Unpooled.wrappedBuffer(END));
    }
}
