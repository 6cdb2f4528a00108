package io.twinproxy.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;

/**
 * Each line begins with its priority, as sd-daemon(3) has it, so that {@code journalctl -p warning} finds what it should.
 * The journal takes every line for an entry of its own, a stack's lines too, so each of them has it.
 */
final class JournalEncoder extends PatternLayoutEncoder {
    @Override
    public byte[] encode(ILoggingEvent event) {
        String priority = priority(event.getLevel());
        String text = getLayout().doLayout(event).stripTrailing();
        return (priority + text.replace("\n", "\n" + priority) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static String priority(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> "<3>";
            case Level.WARN_INT -> "<4>";
            case Level.INFO_INT -> "<6>";
            default -> "<7>";
        };
    }
}
