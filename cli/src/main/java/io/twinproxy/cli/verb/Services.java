package io.twinproxy.cli.verb;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a verb that runs until it is stopped has to do with the process it is. */
final class Services {
    /** A clean stop drains and closes; after this long the process ends all the same. */
    static final Duration GRACE = Duration.ofSeconds(30);

    private Services() {}

    /** As the other, for a stop that hands nothing over. */
    static void untilStopped(CountDownLatch end, CountDownLatch ended) {
        untilStopped(end, ended, GRACE);
    }

    /**
     * SIGTERM and Ctrl-C open the first latch, and the process stays until the second is open, or for {@code grace}.
     * Whatever supervises the process must allow it that long too.
     */
    static void untilStopped(CountDownLatch end, CountDownLatch ended, Duration grace) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(end, ended, grace), "stop"));
    }

    /** Opens the first latch and waits, for a bounded time, for the second. */
    static void stop(CountDownLatch end, CountDownLatch ended, Duration grace) {
        end.countDown();
        try {
            ended.await(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
