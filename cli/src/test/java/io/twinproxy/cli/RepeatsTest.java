package io.twinproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import io.twinproxy.cli.log.Repeats;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RepeatsTest {
    private static final String LIBRARY = "org.apache.zookeeper.ClientCnxnSocketNetty";
    private static final long MINUTE_MILLIS = 60_000;

    private final LoggerContext context = new LoggerContext();
    private final Repeats repeats = new Repeats();

    private FilterReply said(String logger, long atMillis, @Nullable Exception thrown) {
        LoggingEvent event =
                new LoggingEvent("", context.getLogger(logger), Level.ERROR, "Unexpected throwable", thrown, null);
        event.setTimeStamp(atMillis);
        return repeats.decide(event);
    }

    @Test
    void whatALibraryRepeatsIsSaidOnceInTenMinutesAndAnythingElseAtOnce() {
        Exception wrong = new IOException("certificate_unknown");
        assertThat(said(LIBRARY, 0, wrong)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(said(LIBRARY, 1, wrong)).isEqualTo(FilterReply.DENY);
        assertThat(said(LIBRARY, 10 * MINUTE_MILLIS - 1, wrong)).isEqualTo(FilterReply.DENY);
        assertThat(said(LIBRARY, 10 * MINUTE_MILLIS, wrong)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(said(LIBRARY, 2, new IOException("certificate_expired"))).isEqualTo(FilterReply.NEUTRAL);
        assertThat(said(LIBRARY, 2, null)).isEqualTo(FilterReply.NEUTRAL);
    }

    @Test
    void whatWeSayOurselvesIsSaidAsOftenAsWeSayIt() {
        assertThat(said("io.twinproxy.Agent", 0, null)).isEqualTo(FilterReply.NEUTRAL);
        assertThat(said("io.twinproxy.Agent", 1, null)).isEqualTo(FilterReply.NEUTRAL);
    }
}
