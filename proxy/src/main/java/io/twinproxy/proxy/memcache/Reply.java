package io.twinproxy.proxy.memcache;

import io.netty.buffer.ByteBuf;
import io.twinproxy.proxy.protocol.ServerReply;
import java.nio.charset.StandardCharsets;

/**
 * One complete reply of a server. Owns its bytes until released or handed on.
 *
 * @param bytes the reply as it came
 * @param values of a retrieval: for each value three numbers, which key of the request it is for, where it begins in the
 *     bytes and where it ends
 * @param valueCount how many values there are
 */
@SuppressWarnings("ArrayRecordComponent") // Handed from the decoder to one reader; never compared.
public record Reply(ReplyKind kind, ByteBuf bytes, int[] values, int valueCount) implements ServerReply {

    public int valueKey(int value) {
        return values[3 * value];
    }

    public int valueStart(int value) {
        return values[3 * value + 1];
    }

    public int valueEnd(int value) {
        return values[3 * value + 2];
    }

    @Override
    public boolean tooLarge() {
        return kind == ReplyKind.TOO_LARGE;
    }

    /** The error at the end of a reply, without the values a server may have sent before it. */
    @Override
    public String errorLine() {
        if (kind != ReplyKind.ERROR) {
            return "";
        }
        int start = valueCount == 0 ? 0 : valueEnd(valueCount - 1);
        return bytes.toString(bytes.readerIndex() + start, bytes.readableBytes() - start, StandardCharsets.UTF_8)
                .strip();
    }
}
