package io.twinproxy.cli.verb;

import io.twinproxy.cli.output.Output;
import io.twinproxy.cli.output.OutputFormat;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.Shell;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code twinproxy} itself: the options every verb takes, and the store they lead to. */
@Command(
        name = "twinproxy",
        description = "One address, two proxies: looks at pairs and acts on them.",
        synopsisSubcommandLabel = "VERB",
        versionProvider = Version.class,
        footer = {
            "",
            "Exit codes: 0 done; 1 degraded, or the move failed; 2 usage or configuration;",
            "3 ZooKeeper or leader unreachable; 4 refused; 5 timed out waiting.",
            "The operator's name on record is $TWINPROXY_OPERATOR, else user@host."
        })
public final class Root {
    private static final String ZOOKEEPER_DEFAULT = "127.0.0.1:2181";

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            description = "table (the default), json or yaml.")
    private OutputFormat format = OutputFormat.TABLE;

    @Option(
            names = "--zookeeper",
            scope = ScopeType.INHERIT,
            paramLabel = "HOSTS",
            description = "host:port,host:port; else $TWINPROXY_ZOOKEEPER, else " + ZOOKEEPER_DEFAULT + ".")
    private Optional<String> zookeeper = Optional.empty();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Say what this does.")
    @SuppressWarnings("UnusedVariable") // Picocli itself acts on it, by usageHelp.
    private boolean help;

    @Option(names = "--version", versionHelp = true, description = "Print the version.")
    @SuppressWarnings("UnusedVariable") // Picocli itself acts on it, by versionHelp.
    private boolean version;

    private final Shell shell;

    public Root(Shell shell) {
        this.shell = shell;
    }

    /** What a verb does with the store while it is open. */
    interface Body {
        Exit with(Store store) throws VerbException, UnavailableException;
    }

    Shell shell() {
        return shell;
    }

    /** How results are to be written. */
    OutputFormat format() {
        return format;
    }

    public Output output() {
        return new Output(format, shell);
    }

    /** Opens the store, runs the body and closes it; a store that does not answer ends the verb. */
    Exit store(Body body) throws VerbException {
        String hosts = zookeeper.orElseGet(
                () -> shell.env().getOrDefault(Shell.ZOOKEEPER, "").strip());
        hosts = hosts.isEmpty() ? ZOOKEEPER_DEFAULT : hosts;
        try (Store store = open(hosts)) {
            return body.with(store);
        } catch (UnavailableException e) {
            throw new VerbException(
                    Exit.UNREACHABLE,
                    "ZooKeeper does not answer at " + hosts + ": " + e.getMessage()
                            + ". Look whether it runs, and whether --zookeeper or $TWINPROXY_ZOOKEEPER names it.");
        }
    }

    private Store open(String hosts) throws VerbException, UnavailableException {
        try {
            return shell.stores().open(hosts);
        } catch (IllegalArgumentException e) {
            throw new VerbException(
                    Exit.USAGE,
                    "--zookeeper or $TWINPROXY_ZOOKEEPER is '" + hosts + "'; it must be host:port,host:port ("
                            + e.getMessage() + ")");
        }
    }
}
