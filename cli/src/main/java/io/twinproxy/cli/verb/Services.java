package io.twinproxy.cli.verb;

import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.Shell;
import io.twinproxy.cli.shell.Signals;
import io.twinproxy.cli.supervise.Supervisor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a verb that runs until it is stopped has to do with the process it is. */
final class Services {
    /** A clean stop drains and closes; after this long the process ends all the same. */
    static final Duration GRACE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    private Services() {}

    /**
     * SIGTERM and Ctrl-C open the first latch; once the verb has opened the second it ends with its own exit code, so a
     * clean stop is a 0 to whatever supervises the process, which must allow it {@code grace}. After that long it ends as
     * it is, with 1. Where signals cannot be heard the JVM ends by the signal, after the same wait.
     */
    static Signals.Handle untilStopped(Signals signals, CountDownLatch end, CountDownLatch ended, Duration grace) {
        Runnable asked = () -> {
            stop(end, ended, grace);
            if (ended.getCount() > 0) {
                LOG.error("Told to stop and not done within {} s: the process ends as it is.", grace.toSeconds());
                Runtime.getRuntime().halt(Exit.FAILED.code());
            }
        };
        List<Signals.Handle> handles = List.of(
                signals.onInterrupt(() -> stop(end, ended, grace)),
                signals.onSignal("TERM", asked),
                signals.onSignal("INT", asked));
        return () -> handles.forEach(Signals.Handle::close);
    }

    /** As the other, for a verb that a signal ends wherever it is, after it had the time to clear up. */
    static void untilStopped(CountDownLatch end, CountDownLatch ended) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(end, ended, GRACE), "stop"));
    }

    /** Who is told that this process is up, that it turns, and that it ends. */
    static Supervisor supervisor(Shell shell) {
        return Supervisor.of(shell.env(), ProcessHandle.current().pid());
    }

    /** Opens the first latch and waits, for a bounded time, for the second. */
    private static void stop(CountDownLatch end, CountDownLatch ended, Duration grace) {
        end.countDown();
        try {
            ended.await(grace.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
