package io.twinproxy.cli.verb;

import io.twinproxy.agent.core.Standing;
import io.twinproxy.agent.embedded.EmbeddedProxy;
import io.twinproxy.agent.embedded.InProcessProxy;
import io.twinproxy.agent.embedded.ProxyFile;
import io.twinproxy.agent.health.HealthServer;
import io.twinproxy.agent.health.HealthView;
import io.twinproxy.cli.config.ProxyKind;
import io.twinproxy.cli.output.Page;
import io.twinproxy.cli.output.Report;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.Signals;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.proxy.ProxyException;
import io.twinproxy.proxy.ProxyOptions;
import io.twinproxy.proxy.backend.Transport;
import io.twinproxy.proxy.config.ConfigException;
import io.twinproxy.proxy.config.ProxyConfig;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.PoolField;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code proxy}: the sharding proxy alone, without agent, ZooKeeper or cloud. */
@Command(
        name = "proxy",
        description = {
            "Runs the proxy alone, in the foreground, with nutcracker's file; until it is stopped.",
            "The file is watched: a change is served without dropping a connection, a wrong one is refused and logged."
        })
public final class ProxyVerb implements Verb {
    private static final int PORT_MAX = 65535;
    private static final Logger LOG = LoggerFactory.getLogger(ProxyVerb.class);

    @Option(
            names = {"-c", "--conf-file"},
            paramLabel = "FILE",
            defaultValue = "conf/nutcracker.yml",
            description = "The pools; ${DEFAULT-VALUE} unless given.")
    private Path file = Path.of("");

    @Option(
            names = {"-t", "--test-conf"},
            description = "Only check the file: exit code 0, or 1 with every problem.")
    private boolean test;

    @Option(
            names = {"-s", "--stats-port"},
            paramLabel = "PORT",
            defaultValue = "22222",
            description = "Where statistics are; ${DEFAULT-VALUE} unless given.")
    private int statsPort;

    /** Nutcracker's default is every address, where anyone may read the names of pools and servers. */
    @Option(
            names = {"-a", "--stats-addr"},
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "On which address; ${DEFAULT-VALUE} unless given, since the answer names every pool and server.")
    private String statsAddress = "";

    @Option(
            names = "--metrics-port",
            paramLabel = "PORT",
            description = "Where to answer HTTP: /metrics for Prometheus, / with 200 or 503 for load balancers; nowhere"
                    + " unless given, so that a second proxy of this host finds no port taken.")
    private Optional<Integer> metricsPort = Optional.empty();

    @Option(
            names = "--metrics-addr",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "On which address; ${DEFAULT-VALUE} unless given. Whoever reaches it may ask.")
    private String metricsAddress = "";

    @Mixin
    private ProxyFlags flags = new ProxyFlags();

    private final Root root;

    public ProxyVerb(Root root) {
        this.root = root;
    }

    /** Gives the verb, if it is this one, its own meaning of what it has inherited. */
    public static void settle(CommandLine verb) {
        if (verb.getCommand() instanceof ProxyVerb) {
            ProxyFlags.takeOutput(verb);
        }
    }

    ProxyFlags flags() {
        return flags;
    }

    @Override
    public Exit run() throws VerbException {
        if (flags.version() || flags.describe()) {
            return tell();
        }
        if (!flags.problems().isEmpty()) {
            throw new VerbException(Exit.USAGE, flags.problems());
        }
        if (statsPort < 1 || statsPort > PORT_MAX) {
            throw new VerbException(Exit.USAGE, "--stats-port is " + statsPort + "; it must be 1 to " + PORT_MAX);
        }
        if (metricsPort.isPresent() && (metricsPort.get() < 1 || metricsPort.get() > PORT_MAX)) {
            throw new VerbException(
                    Exit.USAGE, "--metrics-port is " + metricsPort.get() + "; it must be 1 to " + PORT_MAX);
        }
        if (test) {
            return check();
        }
        InetSocketAddress statistics = address("--stats-addr", statsAddress, statsPort);
        return flags.daemonize() && !Daemon.is(root.shell())
                ? new Daemon(root.shell()).start()
                : serve(flags.over(ProxyOptions.defaults()).withStatistics(statistics));
    }

    private static InetSocketAddress address(String flag, String host, int port) throws VerbException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new VerbException(
                    Exit.USAGE, flag + " is '" + host + "', which is neither an address nor a known name");
        }
        return address;
    }

    /** On the error stream, where nutcracker has it. */
    private Exit tell() {
        PrintWriter err = root.shell().err();
        err.println("This is " + new Version().getVersion()[0].replace(' ', '-'));
        err.println("async event backend: " + Transport.best().name().toLowerCase(Locale.ROOT));
        err.println();
        if (flags.describe()) {
            err.println("pool stats:");
            for (PoolField field : PoolField.values()) {
                err.printf("  %-20s\"%s\"%n", field.word(), field.sentence());
            }
            err.println();
            err.println("server stats:");
            for (BackendField field : BackendField.values()) {
                err.printf("  %-20s\"%s\"%n", field.word(), field.sentence());
            }
        }
        return Exit.DONE;
    }

    /** Nutcracker's exit codes, and its words on the error stream, which start scripts ask for; and the reasons. */
    private Exit check() throws VerbException {
        String verdict = "nutcracker: configuration file '" + file + "' syntax is ";
        try {
            ProxyConfig config = read(Exit.FAILED);
            root.output().show(new Fine(file.toString(), config.pools().size(), config.warnings()));
            root.shell().err().println(verdict + "ok");
            return Exit.DONE;
        } catch (VerbException e) {
            root.shell().err().println(verdict + "invalid");
            throw e;
        }
    }

    private ProxyConfig read(Exit wrong) throws VerbException {
        try {
            return ProxyConfig.read(file);
        } catch (ConfigException e) {
            throw new VerbException(
                    wrong,
                    ProxyKind.problems(e).stream()
                            .map(p -> p.text(file.toString()))
                            .toList());
        }
    }

    @SuppressWarnings("try") // What is opened is there to be closed.
    private Exit serve(ProxyOptions options) throws VerbException {
        read(Exit.USAGE);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (ProxyLog log = ProxyLog.open(flags.verbosity(), flags.logFile());
                Signals.Handle stop = Services.untilStopped(root.shell().signals(), end, ended, Services.GRACE)) {
            serve(options, log, end);
            return Exit.DONE;
        } catch (ConfigException e) {
            throw new VerbException(Exit.USAGE, String.valueOf(e.getMessage()));
        } catch (ProxyException e) {
            throw new VerbException(Exit.FAILED, "the proxy cannot start: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.FAILED;
        } finally {
            ended.countDown();
        }
    }

    @SuppressWarnings("try") // What is opened is there to be closed.
    private void serve(ProxyOptions options, ProxyLog log, CountDownLatch end)
            throws ConfigException, ProxyException, VerbException, InterruptedException {
        Signals signals = root.shell().signals();
        try (InProcessProxy proxy = InProcessProxy.start(file, options);
                ProxyFile watched = ProxyFile.watch(file, proxy);
                Closing metrics = metrics(proxy, watched);
                ProxyPid pid = ProxyPid.write(flags.pidFile());
                Signals.Handle hangUp = signals.onSignal("HUP", () -> reload(proxy, log));
                Signals.Handle louder = signals.onSignal("TTIN", log::louder);
                Signals.Handle quieter = signals.onSignal("TTOU", log::quieter)) {
            LOG.info("Serving {}; statistics at {}:{}.", file, statsAddress, statsPort);
            Daemon.serving(root.shell());
            end.await();
        }
        LOG.info("The proxy has ended.");
    }

    /** What is closed when the proxy ends, without a fuss. */
    private interface Closing extends AutoCloseable {
        @Override
        void close();
    }

    private Closing metrics(InProcessProxy proxy, ProxyFile watched) throws VerbException {
        if (metricsPort.isEmpty()) {
            return () -> {};
        }
        InetSocketAddress at = address("--metrics-addr", metricsAddress, metricsPort.get());
        Path none = Path.of("");
        try {
            HealthServer server = HealthServer.startForProxyAlone(
                    at,
                    () -> new HealthView(proxy.health(), false, none, watched.refused(), Standing.NOTHING_KNOWN),
                    proxy::metrics);
            LOG.info("Metrics and health at {}:{}.", at.getHostString(), at.getPort());
            return server::close;
        } catch (IOException e) {
            throw new VerbException(Exit.FAILED, "the proxy cannot start: " + e.getMessage());
        }
    }

    /** What nutcracker does at a SIGHUP, open its log anew, and what it never could: read its file again. */
    private void reload(InProcessProxy proxy, ProxyLog log) {
        log.reopen();
        EmbeddedProxy.Reloading reloading = proxy.reload(file);
        if (reloading.accepted()) {
            LOG.info("SIGHUP: the log is open anew, and {} was read again: {}", file, reloading.sentence());
        } else {
            LOG.error("SIGHUP: the new {} is not served, the one before it still is: {}", file, reloading.sentence());
        }
    }

    /** {@code {file, pools, warnings, problems: []}}. */
    private record Fine(String file, int pools, List<String> warnings) implements Report {
        @Override
        public JsonObject json() {
            return new JsonObject()
                    .put("file", file)
                    .put("pools", pools)
                    .put("warnings", warnings)
                    .put("problems", List.of());
        }

        @Override
        public void text(Page page) {
            page.line(file + ": " + pools + (pools == 1 ? " pool" : " pools") + ", no problems");
            warnings.forEach(warning -> page.line("  warning: " + warning));
        }
    }
}
