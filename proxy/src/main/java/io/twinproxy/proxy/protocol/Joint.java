package io.twinproxy.proxy.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/** Makes one reply of those to the parts of a split request. */
public interface Joint {
    /**
     * Joins replies none of which is an error or too large. They stay the caller's to release.
     *
     * @param fragmentOfKey which fragment each key of the request went to, in the request's order
     * @param replies one for each fragment
     * @return for the caller to release
     */
    ByteBuf join(ByteBufAllocator allocator, int[] fragmentOfKey, List<? extends ServerReply> replies);
}
