package io.twinproxy.cli.supervise;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whoever started this service and watches over it: systemd, by the protocol of sd_notify(3) and
 * sd_watchdog_enabled(3), or nobody, and then nothing is said. Any thread.
 */
public final class Supervisor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    /** Words in three while systemd waits for one: a late one is not the end. */
    private static final int BEATS = 3;

    private final Notices notices;
    private final Duration patience;
    private final ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor(Supervisor::thread);

    Supervisor(Notices notices, Duration patience) {
        this.notices = notices;
        this.patience = patience;
    }

    /** The one that the environment names; {@code pid} is this process, since what is inherited may be meant for another. */
    public static Supervisor of(Map<String, String> env, long pid) {
        String socket = env.getOrDefault("NOTIFY_SOCKET", "");
        Notices notices = socket.isEmpty() ? lines -> {} : new SystemdNotices(socket);
        return new Supervisor(notices, patience(env, pid));
    }

    /** How long systemd waits for a word that the service turns; zero for ever. */
    static Duration patience(Map<String, String> env, long pid) {
        String whose = env.getOrDefault("WATCHDOG_PID", Long.toString(pid));
        String micros = env.getOrDefault("WATCHDOG_USEC", "");
        if (!whose.equals(Long.toString(pid)) || !micros.matches("[0-9]{1,15}")) {
            return Duration.ZERO;
        }
        return Duration.of(Long.parseLong(micros), ChronoUnit.MICROS);
    }

    /**
     * The service is up; from now on its turns are watched, if that is wanted.
     *
     * @param status a sentence, for {@code systemctl status}
     * @param silence how long ago the service last turned
     */
    public void ready(String status, Supplier<Duration> silence) {
        notices.send("READY=1\nSTATUS=" + status);
        if (!patience.isZero()) {
            Watchdog watchdog = new Watchdog(notices, silence, patience.dividedBy(2), Stacks::now);
            long every = patience.dividedBy(BEATS).toNanos();
            var watching = beats.scheduleAtFixedRate(() -> beat(watchdog), 0, every, TimeUnit.NANOSECONDS);
            LOG.debug("systemd is told every {} ns that the service turns: {}", every, watching);
        }
    }

    /** Whatever happens to one word, such as no descriptor left for its socket, the next is tried. */
    private static void beat(Watchdog watchdog) {
        try {
            watchdog.beat();
        } catch (RuntimeException e) {
            LOG.warn("systemd cannot be told that the service turns: {}", e.toString());
        }
    }

    /** The service is up to something else, in a sentence. */
    public void status(String status) {
        notices.send("STATUS=" + status);
    }

    /** The service ends from here on, at its own pace: turns are not watched any more. */
    public void stopping() {
        beats.shutdownNow();
        notices.send("STOPPING=1\nSTATUS=stopping");
    }

    @Override
    public void close() {
        beats.shutdownNow();
    }

    private static Thread thread(Runnable run) {
        Thread thread = new Thread(run, "supervisor");
        thread.setDaemon(true);
        return thread;
    }
}
