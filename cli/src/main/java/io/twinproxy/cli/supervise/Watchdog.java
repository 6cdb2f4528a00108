package io.twinproxy.cli.supervise;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that the service still turns, for as long as it does. A service whose loop is stuck holds its session and its
 * sockets and looks alive; without this word systemd ends it and starts it anew. One thread.
 */
final class Watchdog {
    static final String ALIVE = "WATCHDOG=1";

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final Notices notices;
    private final Supplier<Duration> silence;
    private final Duration silenceMax;
    private final Supplier<String> stacks;
    private boolean stuck;

    /**
     * @param silence how long ago the service last turned
     * @param silenceMax beyond this nothing is said
     * @param stacks what every thread does, for the log: once it is ended nobody can ask
     */
    Watchdog(Notices notices, Supplier<Duration> silence, Duration silenceMax, Supplier<String> stacks) {
        this.notices = notices;
        this.silence = silence;
        this.silenceMax = silenceMax;
        this.stacks = stacks;
    }

    void beat() {
        Duration silent = silence.get();
        if (silent.compareTo(silenceMax) <= 0) {
            if (stuck) {
                LOG.warn("It turns again.");
            }
            stuck = false;
            notices.send(ALIVE);
        } else if (!stuck) {
            stuck = true;
            LOG.error(
                    "Nothing has turned for {} ms, so systemd is no longer told that it does, and will start the service"
                            + " anew. What its threads do:\n{}",
                    silent.toMillis(),
                    stacks.get());
        }
    }
}
