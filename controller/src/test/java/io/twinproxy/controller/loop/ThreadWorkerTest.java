package io.twinproxy.controller.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ThreadWorkerTest {
    /** Far above what a loaded machine takes; only a failure waits for it. */
    private static final long LONG_SECONDS = 20;

    private final CountDownLatch rang = new CountDownLatch(1);
    private final Mailbox mailbox = new Mailbox(rang::countDown);

    @Test
    void callsOfOnePairThatHangDelayNoOther() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        LinkedBlockingQueue<String> replies = new LinkedBlockingQueue<>();
        try (ThreadWorker worker = new ThreadWorker(mailbox, Duration.ofMillis(10))) {
            for (int call = 0; call < 40; call++) {
                worker.run("cache-a", "hang", () -> never.await(1, TimeUnit.HOURS), reply -> replies.add("cache-a"));
            }
            worker.run("cache-b", "look", () -> true, reply -> replies.add("cache-b"));
            assertThat(rang.await(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
            mailbox.take().forEach(Runnable::run);
            assertThat(replies).containsExactly("cache-b");
        }
    }

    @Test
    void aCallThatThrowsIsAReplyThatFailed() throws Exception {
        LinkedBlockingQueue<Reply<Object>> replies = new LinkedBlockingQueue<>();
        try (ThreadWorker worker = new ThreadWorker(mailbox, Duration.ofSeconds(3))) {
            worker.run(
                    "cache-a",
                    "look",
                    () -> {
                        throw new IllegalStateException("broken");
                    },
                    replies::add);
            assertThat(rang.await(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
            mailbox.take().forEach(Runnable::run);
            assertThat(replies.take().failure().orElseThrow()).hasMessage("broken");
        }
    }

    @Test
    void anErrorInACallIsABugOfTheLoop() throws Exception {
        try (ThreadWorker worker = new ThreadWorker(mailbox, Duration.ofSeconds(3))) {
            worker.run(
                    "cache-a",
                    "look",
                    () -> {
                        throw new NoClassDefFoundError("a class");
                    },
                    reply -> {});
            assertThat(rang.await(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(() -> mailbox.take().forEach(Runnable::run))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("look")
                    .hasCauseInstanceOf(NoClassDefFoundError.class);
        }
    }

    @Test
    void aCallUnderWayEndsBeforeTheWorkerIsClosed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ThreadWorker worker = new ThreadWorker(mailbox, Duration.ofSeconds(3));
        worker.run(
                "cache-a",
                "attach",
                () -> {
                    begun.countDown();
                    go.await(1, TimeUnit.SECONDS);
                    ended.countDown();
                    return true;
                },
                reply -> {});
        assertThat(begun.await(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        worker.close();
        assertThat(ended.getCount()).isZero();
    }

    @Test
    void aCallThatTakesLongerThanOneMayIsInterrupted() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        ThreadWorker worker = new ThreadWorker(mailbox, Duration.ofMillis(10));
        worker.run(
                "cache-a",
                "attach",
                () -> {
                    begun.countDown();
                    try {
                        return new CountDownLatch(1).await(1, TimeUnit.HOURS);
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                },
                reply -> {});
        assertThat(begun.await(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        worker.close();
        assertThat(interrupted.await(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
}
