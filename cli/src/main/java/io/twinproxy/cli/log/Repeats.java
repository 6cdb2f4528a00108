package io.twinproxy.cli.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets through what ZooKeeper's libraries say once, and again after a while: they say at every retry why a certificate is
 * not taken, several times a second and each time with its stack. What we say ourselves is not touched. Any thread.
 */
public final class Repeats extends Filter<ILoggingEvent> {
    private static final String LIBRARIES = "org.apache.";
    private static final Duration AGAIN = Duration.ofMinutes(10);

    /** Sentences remembered; beyond that the oldest is forgotten, and may be said again. */
    private static final int REMEMBERED_MAX = 200;

    private final Map<String, Long> saidMillis = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED_MAX;
        }
    };

    @Override
    public synchronized FilterReply decide(ILoggingEvent event) {
        if (!event.getLoggerName().startsWith(LIBRARIES)) {
            return FilterReply.NEUTRAL;
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        String said = event.getLoggerName() + " " + event.getMessage() + " "
                + (thrown == null ? "" : thrown.getClassName() + " " + thrown.getMessage());
        Long before = saidMillis.get(said);
        if (before != null && event.getTimeStamp() - before < AGAIN.toMillis()) {
            return FilterReply.DENY;
        }
        saidMillis.put(said, event.getTimeStamp());
        return FilterReply.NEUTRAL;
    }
}
