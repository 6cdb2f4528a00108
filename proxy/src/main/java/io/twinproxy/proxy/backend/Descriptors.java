package io.twinproxy.proxy.backend;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this process has file descriptors left for sockets: one line in the log when it has none, and one when it has
 * some again. What could not be opened meanwhile is this process's fault, and held against no server. Any thread.
 */
public final class Descriptors {
    private static final Logger LOG = LoggerFactory.getLogger(Descriptors.class);
    /** Between looks, so that one descriptor that comes and goes is not told each time. */
    private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(1);

    private volatile boolean exhausted;
    private long missedAt;

    /** Whether something failed for want of a descriptor, of this process or of the whole system. */
    static boolean missing(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT).contains("too many open files")) {
                return true;
            }
        }
        return false;
    }

    /** Notes that something could not be opened. */
    public synchronized void missed(String what, Throwable why) {
        missedAt = System.nanoTime();
        if (!exhausted) {
            exhausted = true;
            LOG.error(
                    "File descriptors are exhausted: {} ({}). Connected clients go on, new ones wait; it is tried again by"
                            + " itself. Raise the limit (ulimit -n, LimitNOFILE=) above clients plus server connections.",
                    what,
                    why.getMessage());
        }
    }

    public boolean exhausted() {
        return exhausted;
    }

    /** Finds out whether there are descriptors again; called now and then, and costs a read while there were all along. */
    void look() {
        if (exhausted) {
            lookCloser();
        }
    }

    private synchronized void lookCloser() {
        long now = System.nanoTime();
        if (now - missedAt < CALM_NANOS) {
            return;
        }
        if (available()) {
            exhausted = false;
            LOG.info("File descriptors are to be had again: new clients are taken.");
        } else {
            missedAt = now;
        }
    }

    /** Whether a socket can be opened just now. */
    static boolean available() {
        try {
            SocketChannel.open().close();
            return true;
        } catch (IOException e) {
            return !missing(e);
        }
    }
}
