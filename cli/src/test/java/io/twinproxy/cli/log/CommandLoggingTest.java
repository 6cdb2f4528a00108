package io.twinproxy.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.ConsoleAppender;
import io.twinproxy.cli.log.CommandLogging.Audience;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;

class CommandLoggingTest {
    private final LoggerContext context = new LoggerContext();

    @Test
    void isFoundByLogbackAndSaysWarningsOnly() throws Exception {
        new ContextInitializer(context).autoConfig();
        assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getLevel()).isEqualTo(Level.WARN);
        assertThat(context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr"))
                .isNotNull();
        assertThat(context.getLogger("org.apache.zookeeper.ClientCnxn").isErrorEnabled())
                .isFalse();
    }

    @Test
    void aServiceSaysWhatChangesWithATimeAndLibrariesOnlyWhatFails() {
        CommandLogging.configure(context, Audience.SERVICE);
        assertThat(said(Level.INFO, "moved", null))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\S+ INFO  \\[loop] AgentLoop: moved\n");
        assertThat(context.getLogger("io.twinproxy.agent").isInfoEnabled()).isTrue();
        assertThat(context.getLogger("org.apache.zookeeper.ClientCnxn").isWarnEnabled())
                .isFalse();
        assertThat(context.getLogger("org.apache.zookeeper.ClientCnxn").isErrorEnabled())
                .isTrue();
    }

    @Test
    void whatLibrariesRepeatIsFilteredForServicesOnly() {
        CommandLogging.configure(context, Audience.SERVICE);
        assertThat(appender().getCopyOfAttachedFiltersList()).singleElement().isInstanceOf(Repeats.class);
        LoggerContext verb = new LoggerContext();
        CommandLogging.configure(verb, Audience.VERB);
        ConsoleAppender<ILoggingEvent> plain = (ConsoleAppender<ILoggingEvent>)
                verb.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");
        assertThat(plain.getCopyOfAttachedFiltersList()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ERROR,<3>", "WARN,<4>", "INFO,<6>", "DEBUG,<7>", "TRACE,<7>"})
    void toTheJournalALineBeginsWithItsPriorityAndHasNoTime(String level, String priority) {
        CommandLogging.configure(context, Audience.JOURNAL);
        assertThat(said(Level.toLevel(level), "first\nsecond", null))
                .isEqualTo(priority + "[loop] AgentLoop: first\n" + priority + "second\n");
    }

    @Test
    void toTheJournalEveryLineOfAStackHasThePriority() {
        CommandLogging.configure(context, Audience.JOURNAL);
        assertThat(said(Level.ERROR, "a bug", new IllegalStateException("why")).lines())
                .hasSizeGreaterThan(2)
                .allSatisfy(line -> assertThat(line).startsWith("<3>"));
    }

    private ConsoleAppender<ILoggingEvent> appender() {
        return (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");
    }

    private String said(Level level, String message, @Nullable Throwable thrown) {
        LoggingEvent event = new LoggingEvent(
                "", context.getLogger("io.twinproxy.agent.AgentLoop"), level, message, thrown, new Object[0]);
        event.setThreadName("loop");
        return new String(appender().getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
