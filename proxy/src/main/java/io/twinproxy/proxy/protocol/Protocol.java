package io.twinproxy.proxy.protocol;

import io.netty.buffer.ByteBufAllocator;
import io.twinproxy.proxy.config.PoolConfig;
import java.util.List;

/** What a pool's clients and servers speak. Immutable; any thread. */
public interface Protocol {
    /** A reader for one new client. */
    RequestReader requests(ByteBufAllocator allocator, int lineBytesMax, int valueBytesMax, Front front);

    /** A reader for one new connection to a server; longer replies are read past and reported as too large. */
    ReplyReader replies(ByteBufAllocator allocator, int replyBytesMax);

    /** How many kinds of connection to a server there are, told apart by how they are greeted. */
    int variants();

    /** What a new connection is to say before anything else; a server that refuses any of it cannot be used. */
    List<? extends ClientRequest> greeting(PoolConfig config, int variant);

    /** The question that tells whether a server is well, asked after the greeting. */
    ClientRequest probe();

    /** Every command it knows, in the order in which people expect them. */
    List<CommandFact> commands();

    /** An error of the proxy's own as a line without its end. */
    String errorLine(String text);
}
