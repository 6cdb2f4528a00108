package io.twinproxy.cli.verb;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Where the proxy logs, and how much, in nutcracker's numbers; both can change while it runs. */
final class ProxyLog implements AutoCloseable {
    /** What is logged unless told otherwise: nutcracker's "notice". */
    static final int USUAL = 5;

    private static final int MOST = 11;
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{0}: %msg%n%ex{12}";
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(ProxyLog.class);

    private final LoggerContext context;
    private final Optional<Level> before;
    private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
    private Optional<FileAppender<ILoggingEvent>> file = Optional.empty();
    private int verbosity;

    private ProxyLog(LoggerContext context, int verbosity) {
        this.context = context;
        this.before = Optional.ofNullable(ours().getLevel());
        this.verbosity = verbosity;
    }

    /**
     * Logs to a file from now on if one is given, else where the process logs already.
     *
     * @throws VerbException when the file cannot be written
     */
    static ProxyLog open(int verbosity, Optional<Path> path) throws VerbException {
        ProxyLog log = new ProxyLog((LoggerContext) LoggerFactory.getILoggerFactory(), verbosity);
        if (path.isPresent()) {
            log.into(path.get());
        }
        if (verbosity != USUAL) {
            log.apply();
        }
        return log;
    }

    private void into(Path path) throws VerbException {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setName("proxy-log");
        appender.setFile(path.toString());
        appender.setEncoder(encoder);
        appender.start();
        if (!appender.isStarted()) {
            throw new VerbException(Exit.FAILED, "-o (--output): " + path + " cannot be written");
        }
        Iterator<Appender<ILoggingEvent>> attached = root().iteratorForAppenders();
        attached.forEachRemaining(others::add);
        others.forEach(root()::detachAppender);
        root().addAppender(appender);
        file = Optional.of(appender);
    }

    /** Logs one step more. */
    synchronized void louder() {
        verbosity = Math.min(MOST, verbosity + 1);
        apply();
        LOG.info("Told to log more: the level is {} now.", verbosity);
    }

    /** Logs one step less. */
    synchronized void quieter() {
        LOG.info("Told to log less: the level is {} now.", Math.max(0, verbosity - 1));
        verbosity = Math.max(0, verbosity - 1);
        apply();
    }

    /** Opens the file anew, which someone may have moved away. */
    synchronized void reopen() {
        file.ifPresent(appender -> {
            appender.stop();
            appender.start();
        });
    }

    private void apply() {
        ours().setLevel(level());
    }

    /** Emergencies, alerts and critical conditions are all errors here, and there are no finer steps than a trace. */
    private Level level() {
        if (verbosity <= 3) {
            return Level.ERROR;
        }
        return switch (verbosity) {
            case 4 -> Level.WARN;
            case 5, 6 -> Level.INFO;
            case 7 -> Level.DEBUG;
            default -> Level.TRACE;
        };
    }

    private Logger ours() {
        return context.getLogger("io.twinproxy");
    }

    private Logger root() {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** All as it was before. */
    @Override
    public synchronized void close() {
        ours().setLevel(before.orElse(null));
        file.ifPresent(appender -> {
            root().detachAppender(appender);
            appender.stop();
            others.forEach(root()::addAppender);
        });
        file = Optional.empty();
    }
}
