package io.twinproxy.cli.verb;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What a verb that runs until it is stopped has to do with the process it is. */
final class Services {
    /** A clean stop hands over and drains; after this long the process ends all the same. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private Services() {}

    /** SIGTERM and Ctrl-C open the first latch, and the process stays until the second is open. */
    static void untilStopped(CountDownLatch end, CountDownLatch ended) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(end, ended), "stop"));
    }

    /** Opens the first latch and waits, for a bounded time, for the second. */
    static void stop(CountDownLatch end, CountDownLatch ended) {
        end.countDown();
        try {
            ended.await(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
