package io.twinproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import io.twinproxy.cli.log.JournalPriority;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JournalTest {
    @ParameterizedTest
    @CsvSource({"ERROR,<3>", "WARN,<4>", "INFO,<6>", "DEBUG,<7>", "TRACE,<7>"})
    void aLevelIsThePriorityThatTheJournalKnows(String level, String priority) {
        LoggingEvent event = new LoggingEvent();
        event.setLevel(Level.toLevel(level));
        assertThat(new JournalPriority().convert(event)).isEqualTo(priority);
    }
}
