package io.twinproxy.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoopGroup;
import io.twinproxy.proxy.Leaks;
import io.twinproxy.proxy.Proxies;
import io.twinproxy.proxy.ScriptedServer;
import io.twinproxy.proxy.memcache.Request;
import io.twinproxy.proxy.memcache.RequestDecoder;
import io.twinproxy.proxy.protocol.ServerReply;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.tls.Handshakes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A reply that has come is not failed because its loop was held up: neither by its own timeout nor by an ejection. */
@ExtendWith(Leaks.class)
class HeldLoopTest {
    private static final Duration TIMEOUT = Duration.ofMillis(200);

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch replied = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private EventLoopGroup group;
    private Names names;
    private Handshakes handshakes;
    private ScriptedServer server;
    private Loop one;
    private Loop other;
    private Pool pool;

    @BeforeEach
    void start() {
        group = Transport.best().group(2, "test-loop");
        names = new Names();
        handshakes = new Handshakes(1);
        server = new ScriptedServer((line, out, socket) -> {
            if (line.equals("get answered")) {
                asked.countDown();
                held.await(10, TimeUnit.SECONDS);
                out.write(ScriptedServer.bytes("END\r\n"));
                replied.countDown();
            } else if (line.equals("get warm")) {
                out.write(ScriptedServer.bytes("END\r\n"));
            }
        });
        Shared shared = new Shared(
                Transport.best(),
                PooledByteBufAllocator.DEFAULT,
                names,
                handshakes,
                new Descriptors(),
                new MemoryBound(Long.MAX_VALUE, 2, () -> 0));
        one = new Loop(0, group.next(), shared);
        other = new Loop(1, group.next(), shared);
        pool = new Pool(
                Proxies.config("auto_eject_hosts: true\nserver_failure_limit: 1\ntimeout: 200", server.port())
                        .pools()
                        .get(0),
                List.of(one, other),
                new Limits(1024, 1024, 1024, 16, 1 << 20),
                Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() throws Exception {
        release.countDown();
        pool.close();
        handshakes.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        names.close();
        server.close();
    }

    /** What becomes of a request sent on a loop: {@code answered}, or its error. */
    private CompletableFuture<String> ask(Loop loop, String key) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        loop.eventLoop().execute(() -> {
            RequestDecoder decoder = new RequestDecoder(PooledByteBufAllocator.DEFAULT, 1024, 1024);
            decoder.feed(
                    PooledByteBufAllocator.DEFAULT.buffer().writeBytes(ScriptedServer.bytes("get " + key + "\r\n")));
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
            Call call = new Call(request, loop.nanos(), TIMEOUT.toNanos(), owner);
            pool.route().backends().get(0).on(loop).pick(0, 1, 0).send(call);
        });
        return answer;
    }

    /** Holds a loop up once it has sent what it was asked, and lets the reply come meanwhile. */
    private void holdWithItsReplyUnread(Loop loop) throws Exception {
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        loop.eventLoop().execute(() -> {
            held.countDown();
            try {
                release.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(replied.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void ejectionByATimeoutElsewhereLeavesRequestsThatHaveTheirReplies() throws Exception {
        assertThat(ask(one, "warm").get(10, TimeUnit.SECONDS)).isEqualTo("answered");
        CompletableFuture<String> answered = ask(other, "answered");
        holdWithItsReplyUnread(other);
        assertThat(ask(one, "silence").get(10, TimeUnit.SECONDS)).isEqualTo(SocketFailure.TIMED_OUT);
        assertThat(pool.route().backends().get(0).state()).isEqualTo(Backend.State.EJECTED);
        release.countDown();
        assertThat(answered.get(10, TimeUnit.SECONDS)).isEqualTo("answered");
    }

    @Test
    void ownTimeoutLeavesARequestThatHasItsReplyAndEjectsNobody() throws Exception {
        CompletableFuture<String> answered = ask(one, "answered");
        holdWithItsReplyUnread(one);
        long heldAt = System.nanoTime();
        Awaitility.await().until(() -> System.nanoTime() - heldAt > 2 * TIMEOUT.toNanos());
        release.countDown();
        assertThat(answered.get(10, TimeUnit.SECONDS)).isEqualTo("answered");
        assertThat(pool.route().backends().get(0).state()).isEqualTo(Backend.State.IN);
        assertThat(pool.route().backends().get(0).total(BackendField.SERVER_TIMEDOUT))
                .isZero();
    }
}
