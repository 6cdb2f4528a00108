package io.twinproxy.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * How this process logs: to the error stream, what went wrong where a verb runs, and a line when something changes where
 * a service does. In code, because reading a configuration file loads an XML parser and some hundreds of classes more,
 * which neither a short command nor a service that is waited for can afford. Who wants to log in another way names a
 * file in the system property {@code logback.configurationFile}, and this steps aside.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class CommandLogging extends ContextAwareBase implements Configurator {
    /** What a process logs for: set before the first logger is asked for. A verb, unless told otherwise. */
    public enum Audience {
        /** Whoever waits at the terminal: warnings only, without times. */
        VERB,
        /** Whoever reads what happened, later. */
        SERVICE,
        /** The same, through systemd's journal, which has times of its own and reads priorities. */
        JOURNAL
    }

    private static final String FILE = "logback.configurationFile";

    private static volatile Audience audience = Audience.VERB;
    private static volatile Level level = Level.INFO;

    /** Takes effect with the first logger; {@code named} is a level such as DEBUG, and INFO where it is none. */
    public static void forService(Audience of, String named) {
        audience = of;
        level = Level.toLevel(named, Level.INFO);
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(FILE) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        configure(context, audience);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static void configure(LoggerContext context, Audience of) {
        PatternLayoutEncoder encoder = switch (of) {
            case VERB -> new PatternLayoutEncoder();
            case SERVICE -> new PatternLayoutEncoder();
            case JOURNAL -> new JournalEncoder();
        };
        encoder.setContext(context);
        encoder.setPattern(
                switch (of) {
                    case VERB -> "%level %logger{0}: %msg%n%nopex";
                    case SERVICE -> "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0}: %msg%n%ex{12}";
                    case JOURNAL -> "[%thread] %logger{0}: %msg%n%ex{12}";
                });
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setName("stderr");
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        if (of != Audience.VERB) {
            Repeats repeats = new Repeats();
            repeats.setContext(context);
            repeats.start();
            appender.addFilter(repeats);
        }
        appender.start();
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
        boolean verb = of == Audience.VERB;
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(verb ? Level.WARN : Level.INFO);
        // To a verb their client repeats for every attempt what the verb says once, in a sentence of its own.
        context.getLogger("org.apache").setLevel(verb ? Level.OFF : Level.ERROR);
        context.getLogger("software.amazon").setLevel(Level.WARN);
        if (!verb) {
            context.getLogger("io.twinproxy").setLevel(level);
        }
    }
}
