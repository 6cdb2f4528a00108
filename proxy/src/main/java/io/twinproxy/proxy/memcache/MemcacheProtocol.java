package io.twinproxy.proxy.memcache;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.twinproxy.proxy.config.PoolConfig;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.CommandFact;
import io.twinproxy.proxy.protocol.Front;
import io.twinproxy.proxy.protocol.Protocol;
import io.twinproxy.proxy.protocol.ReplyReader;
import io.twinproxy.proxy.protocol.RequestReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The memcached text protocol. */
public final class MemcacheProtocol implements Protocol {
    private static final byte[] QUESTION = "version\r\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public RequestReader requests(ByteBufAllocator allocator, int lineBytesMax, int valueBytesMax, Front front) {
        return new RequestDecoder(allocator, lineBytesMax, valueBytesMax);
    }

    @Override
    public ReplyReader replies(ByteBufAllocator allocator, int replyBytesMax) {
        return new ReplyDecoder(allocator, replyBytesMax);
    }

    @Override
    public int variants() {
        return 1;
    }

    @Override
    public List<ClientRequest> greeting(PoolConfig config, int variant) {
        return List.of();
    }

    @Override
    public ClientRequest probe() {
        return Request.question(Command.VERSION, Unpooled.wrappedBuffer(QUESTION));
    }

    @Override
    public List<CommandFact> commands() {
        return Arrays.stream(Command.values())
                .filter(command -> command != Command.UNKNOWN)
                .map(Command::fact)
                .toList();
    }

    @Override
    public String errorLine(String text) {
        return "SERVER_ERROR " + text;
    }
}
