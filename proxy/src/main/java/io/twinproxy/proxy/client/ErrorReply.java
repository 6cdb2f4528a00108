package io.twinproxy.proxy.client;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;

/** The lines the proxy itself answers with. */
final class ErrorReply {
    static final String TOO_LARGE = "reply too large";
    static final String UNREAD = "too many replies unread";
    static final String NO_LIVE_BACKEND = "Connection refused";
    static final String NO_SERVERS = "no servers yet, the configuration endpoint has not told them";

    private ErrorReply() {}

    static ByteBuf line(String text) {
        return ByteBufUtil.writeUtf8(UnpooledByteBufAllocator.DEFAULT, text + "\r\n");
    }
}
