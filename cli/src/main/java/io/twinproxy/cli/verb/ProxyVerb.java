package io.twinproxy.cli.verb;

import io.twinproxy.agent.embedded.InProcessProxy;
import io.twinproxy.agent.embedded.ProxyFile;
import io.twinproxy.cli.config.ProxyKind;
import io.twinproxy.cli.output.Page;
import io.twinproxy.cli.output.Report;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.Signals;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.coordination.settings.Problem;
import io.twinproxy.proxy.ProxyException;
import io.twinproxy.proxy.ProxyOptions;
import io.twinproxy.proxy.config.ConfigException;
import io.twinproxy.proxy.config.ProxyConfig;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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

    @Mixin
    private ProxyFlags flags = new ProxyFlags();

    private final Root root;

    public ProxyVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        if (!flags.refusals().isEmpty()) {
            throw new VerbException(Exit.USAGE, flags.refusals());
        }
        if (statsPort < 1 || statsPort > PORT_MAX) {
            throw new VerbException(Exit.USAGE, "--stats-port is " + statsPort + "; it must be 1 to " + PORT_MAX);
        }
        InetSocketAddress statistics = new InetSocketAddress(statsAddress, statsPort);
        if (statistics.isUnresolved()) {
            throw new VerbException(
                    Exit.USAGE, "--stats-addr is '" + statsAddress + "', which is neither an address nor a known name");
        }
        return test ? check() : serve(ProxyOptions.defaults().withStatistics(statistics));
    }

    /** Nutcracker's exit codes, which start scripts ask for. */
    private Exit check() throws VerbException {
        ProxyConfig config = read(Exit.FAILED);
        root.output().show(new Fine(file.toString(), config.pools().size(), config.warnings()));
        return Exit.DONE;
    }

    private ProxyConfig read(Exit wrong) throws VerbException {
        List<Problem> problems;
        try {
            ProxyConfig config = ProxyConfig.read(file);
            problems = ProxyKind.notServed(config);
            if (problems.isEmpty()) {
                return config;
            }
        } catch (ConfigException e) {
            problems = ProxyKind.problems(e);
        }
        throw new VerbException(
                wrong, problems.stream().map(p -> p.text(file.toString())).toList());
    }

    private Exit serve(ProxyOptions options) throws VerbException {
        read(Exit.USAGE);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Signals.Handle stop = root.shell().signals().onInterrupt(() -> Services.stop(end, ended, Services.GRACE));
        try {
            InProcessProxy proxy = InProcessProxy.start(file, options);
            ProxyFile watched = ProxyFile.watch(file, proxy);
            try (proxy;
                    watched) {
                LOG.info("Serving {}; statistics at {}:{}.", file, statsAddress, statsPort);
                end.await();
            }
            LOG.info("The proxy has ended.");
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
            stop.close();
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
