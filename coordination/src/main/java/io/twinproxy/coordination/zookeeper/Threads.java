package io.twinproxy.coordination.zookeeper;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This package's threads: daemons with names, whose bugs are logged and not swallowed. */
final class Threads {
    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);

    private Threads() {}

    static ScheduledExecutorService one(String name) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, run -> {
            Thread thread = new Thread(run, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Runs later, unless the executor has ended by then. */
    static void schedule(ScheduledExecutorService executor, Duration delay, Runnable run) {
        try {
            var unused = executor.schedule(() -> guarded(run), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("after the end: {}", run);
        }
    }

    private static void guarded(Runnable run) {
        try {
            run.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a bug on {}", Thread.currentThread().getName(), e);
            throw e;
        }
    }
}
