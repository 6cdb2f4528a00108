package io.twinproxy.proxy.redis;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The small change of the protocol: numbers, lines and words, read and written. */
final class Resp {
    /** What {@link #number} gives for anything else than a number. */
    static final long NO_NUMBER = Long.MIN_VALUE;

    /** So that a number read never overflows. */
    private static final int DIGITS_MAX = 18;

    private Resp() {}

    /** A number as Redis writes it: no plus, no leading zero. */
    static long number(ByteBuf bytes, int from, int to) {
        boolean negative = to > from && bytes.getByte(from) == '-';
        int first = negative ? from + 1 : from;
        if (first == to || to - first > DIGITS_MAX || (bytes.getByte(first) == '0' && to - from > 1)) {
            return NO_NUMBER;
        }
        long value = 0;
        for (int i = first; i < to; i++) {
            int digit = bytes.getByte(i) - '0';
            if (digit < 0 || digit > 9) {
                return NO_NUMBER;
            }
            value = 10 * value + digit;
        }
        return negative ? -value : value;
    }

    static ByteBuf line(String text) {
        return ByteBufUtil.writeUtf8(UnpooledByteBufAllocator.DEFAULT, text + "\r\n");
    }

    static ByteBuf bulk(byte[] bytes) {
        return Unpooled.wrappedBuffer(ascii("$" + bytes.length + "\r\n"), bytes, ascii("\r\n"));
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** An array of words as one buffer, noting where each lies. */
    static ByteBuf request(ByteBufAllocator allocator, List<byte[]> given, Words words) {
        int size = 16;
        for (byte[] word : given) {
            size += word.length + 16;
        }
        ByteBuf wire = allocator.buffer(size);
        wire.writeBytes(ascii("*" + given.size() + "\r\n"));
        for (byte[] word : given) {
            wire.writeBytes(ascii("$" + word.length + "\r\n"));
            words.add(wire.writerIndex(), word.length);
            wire.writeBytes(word).writeByte('\r').writeByte('\n');
        }
        return wire;
    }

    /** How long the line is that says how long a word is. */
    static int lengthLineBytes(int length) {
        int digits = 1;
        for (int rest = length; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits + 3;
    }
}
