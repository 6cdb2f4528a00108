package io.twinproxy.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.twinproxy.proxy.protocol.Joint;
import io.twinproxy.proxy.protocol.ServerReply;
import java.util.List;

/** How the replies to the parts of a split request become one; and what such a reply must be like. */
enum RedisJoint implements Joint {
    /** Arrays: elements in the order of the request's keys. */
    ARRAY("*") {
        @Override
        public ByteBuf join(ByteBufAllocator allocator, int[] fragmentOfKey, List<? extends ServerReply> replies) {
            byte[] head = Resp.ascii("*" + fragmentOfKey.length + "\r\n");
            int size = head.length;
            for (ServerReply reply : replies) {
                size += reply.bytes().readableBytes();
            }
            Splice joined = new Splice(allocator, size);
            joined.add(head);
            int[] next = new int[replies.size()];
            for (int fragment : fragmentOfKey) {
                RedisReply reply = (RedisReply) replies.get(fragment);
                int element = next[fragment]++;
                int start = reply.elementStart(element);
                joined.add(reply.bytes(), start, reply.elementEnd(element) - start);
            }
            return joined.whole();
        }
    },
    /** Numbers: their sum. */
    SUM(":") {
        @Override
        public ByteBuf join(ByteBufAllocator allocator, int[] fragmentOfKey, List<? extends ServerReply> replies) {
            long sum = 0;
            for (ServerReply reply : replies) {
                ByteBuf bytes = reply.bytes();
                sum += Resp.number(bytes, 1, bytes.readableBytes() - 2);
            }
            return Resp.line(":" + sum);
        }
    },
    /** All alike: the first. */
    FIRST("+$") {
        @Override
        public ByteBuf join(ByteBufAllocator allocator, int[] fragmentOfKey, List<? extends ServerReply> replies) {
            return replies.get(0).bytes().retain();
        }
    },
    /** Arrays of zeros and ones: one where all have one. */
    EVERY("*") {
        @Override
        public ByteBuf join(ByteBufAllocator allocator, int[] fragmentOfKey, List<? extends ServerReply> replies) {
            int elements = Integer.MAX_VALUE;
            for (ServerReply reply : replies) {
                elements = Math.min(elements, ((RedisReply) reply).elementCount());
            }
            StringBuilder joined = new StringBuilder("*").append(elements);
            for (int element = 0; element < elements; element++) {
                boolean every = true;
                for (ServerReply each : replies) {
                    RedisReply reply = (RedisReply) each;
                    every &= reply.bytes().getByte(reply.elementStart(element) + 1) == '1';
                }
                joined.append(every ? "\r\n:1" : "\r\n:0");
            }
            return Resp.line(joined.toString());
        }
    };

    private final String types;

    RedisJoint(String types) {
        this.types = types;
    }

    /** Whether a reply of this type can be one that is joined so; an error always can be given. */
    boolean allows(byte type) {
        return type == '-' || type == '!' || types.indexOf(type) >= 0;
    }

    /** Whether it must be known where elements begin and end. */
    boolean needsElements() {
        return types.equals("*");
    }
}
