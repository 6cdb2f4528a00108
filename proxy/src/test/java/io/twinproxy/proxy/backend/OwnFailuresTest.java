package io.twinproxy.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.twinproxy.proxy.Proxies;
import io.twinproxy.proxy.ScriptedServer;
import io.twinproxy.proxy.memcache.Request;
import io.twinproxy.proxy.memcache.RequestDecoder;
import io.twinproxy.proxy.protocol.ServerReply;
import io.twinproxy.proxy.stats.PoolField;
import io.twinproxy.proxy.tls.Handshakes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What this process fails at is not held against a backend. */
class OwnFailuresTest {
    private static final MemoryBound UNBOUNDED = new MemoryBound(Long.MAX_VALUE, 1, () -> 0);
    /** Has no memory left while it is told so. */
    private static final class Scarce extends PooledByteBufAllocator {
        volatile boolean empty;
        final AtomicInteger refusals = new AtomicInteger();

        Scarce() {
            super(true);
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            if (empty) {
                refusals.incrementAndGet();
                throw new OutOfMemoryError("none left, as the test wants it");
            }
            return super.newDirectBuffer(initialCapacity, maxCapacity);
        }
    }

    private static CompletableFuture<String> ask(Pool pool, Loop loop) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        loop.eventLoop().execute(() -> {
            RequestDecoder decoder = new RequestDecoder(PooledByteBufAllocator.DEFAULT, 1024, 1024);
            decoder.feed(PooledByteBufAllocator.DEFAULT.buffer().writeBytes(ScriptedServer.bytes("get k\r\n")));
            Request request = decoder.next();
            decoder.close();
            Call.Owner owner = new Call.Owner() {
                @Override
                public void answered(Call call, ServerReply reply) {
                    reply.release();
                    answer.complete("answered");
                }

                @Override
                public void failed(Call call, String text) {
                    answer.complete(text);
                }
            };
            pool.route().backends().get(0).on(loop).pick(0, 1, 0).send(new Call(request, loop.nanos(), 0, owner));
        });
        return answer;
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void outOfMemoryClosesTheConnectionAndEjectsNobody(Transport transport) throws Exception {
        Scarce memory = new Scarce();
        EventLoopGroup group = transport.group(1, "test-loop");
        try (Names names = new Names();
                Handshakes handshakes = new Handshakes(1);
                ScriptedServer server = new ScriptedServer((line, out, socket) -> {
                    out.write(ScriptedServer.bytes("END\r\n"));
                })) {
            Shared shared = new Shared(transport, memory, names, handshakes, new Descriptors(), UNBOUNDED);
            Loop loop = new Loop(0, group.next(), shared);
            Pool pool = new Pool(
                    Proxies.config("auto_eject_hosts: true\nserver_failure_limit: 1", server.port())
                            .pools()
                            .get(0),
                    List.of(loop),
                    new Limits(1024, 1024, 1024, 16, 1 << 20),
                    Duration.ofMillis(50));
            assertThat(ask(pool, loop).get(5, TimeUnit.SECONDS)).isEqualTo("answered");
            memory.empty = true;
            assertThat(ask(pool, loop).get(5, TimeUnit.SECONDS)).isEqualTo(SocketFailure.CLOSED);
            int before = memory.refusals.get();
            Awaitility.await().until(() -> memory.refusals.get() >= before + 4);
            memory.empty = false;
            assertThat(ask(pool, loop).get(5, TimeUnit.SECONDS)).isEqualTo("answered");
            assertThat(pool.route().backends().get(0).state()).isEqualTo(Backend.State.IN);
            assertThat(pool.total(PoolField.SERVER_EJECTS)).isZero();
            pool.close();
        } finally {
            group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
