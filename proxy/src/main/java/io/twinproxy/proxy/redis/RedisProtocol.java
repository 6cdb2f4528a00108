package io.twinproxy.proxy.redis;

import io.netty.buffer.ByteBufAllocator;
import io.twinproxy.proxy.config.PoolConfig;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.CommandFact;
import io.twinproxy.proxy.protocol.Front;
import io.twinproxy.proxy.protocol.Protocol;
import io.twinproxy.proxy.protocol.ReplyReader;
import io.twinproxy.proxy.protocol.RequestReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Redis: RESP2, and RESP3 for clients that ask for it, each over connections of its own to the servers, so that every reply
 * comes in the form its client understands.
 */
public final class RedisProtocol implements Protocol {
    static final int RESP2 = 0;
    static final int RESP3 = 1;

    @Override
    public RequestReader requests(ByteBufAllocator allocator, int lineBytesMax, int valueBytesMax, Front front) {
        return new RedisReader(allocator, valueBytesMax, front);
    }

    @Override
    public ReplyReader replies(ByteBufAllocator allocator, int replyBytesMax) {
        return new ReplyScanner(allocator, replyBytesMax);
    }

    @Override
    public int variants() {
        return 2;
    }

    /** The password comes first: without it a server refuses all else, and what follows would go to database 0. */
    @Override
    public List<ClientRequest> greeting(PoolConfig config, int variant) {
        List<ClientRequest> lines = new ArrayList<>(3);
        config.redisAuth().ifPresent(password -> lines.add(RedisRequest.own(RedisCommand.AUTH, password)));
        if (variant == RESP3) {
            lines.add(RedisRequest.own(RedisCommand.HELLO, "3"));
        }
        if (config.redisDb() > 0) {
            lines.add(RedisRequest.own(RedisCommand.SELECT, "" + config.redisDb()));
        }
        return lines;
    }

    @Override
    public ClientRequest probe() {
        return RedisRequest.own(RedisCommand.PING);
    }

    @Override
    public List<CommandFact> commands() {
        return Arrays.stream(RedisCommand.values()).map(RedisCommand::fact).toList();
    }

    @Override
    public String errorLine(String text) {
        return "-ERR " + text;
    }
}
