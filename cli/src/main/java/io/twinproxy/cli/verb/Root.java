package io.twinproxy.cli.verb;

import io.twinproxy.cli.output.Output;
import io.twinproxy.cli.output.OutputFormat;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.Shell;
import io.twinproxy.cli.shell.Variable;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.RefusedException;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.settings.AccessFiles;
import io.twinproxy.coordination.settings.TlsFiles;
import io.twinproxy.coordination.zookeeper.Access;
import io.twinproxy.coordination.zookeeper.AccessException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code twinproxy} itself: the options every verb takes, and the store they lead to. */
@Command(
        name = "twinproxy",
        description = {
            "One address, two proxies: looks at pairs and acts on them.",
            "A pair is two hosts with a proxy each, and the endpoint that clients connect to. An agent runs each host; of"
                    + " the controllers one leads, decides which host is active, and moves the endpoint there."
        },
        synopsisSubcommandLabel = "VERB",
        versionProvider = Version.class,
        footer = {"", "The operator's name on record is $TWINPROXY_OPERATOR, else user@host."})
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
            names = "--zookeeper-secret",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "The file of ZooKeeper's secret; else $TWINPROXY_ZOOKEEPER_SECRET, a path too; else none.")
    private Optional<String> secret = Optional.empty();

    @Option(
            names = "--zookeeper-tls",
            scope = ScopeType.INHERIT,
            paramLabel = "CA,CERTIFICATE,KEY",
            description = "Three PEM files, for ZooKeeper in TLS; else $TWINPROXY_ZOOKEEPER_TLS; else no TLS.")
    private Optional<String> tls = Optional.empty();

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

    /** Lets the help say of the exit codes what the codes say of themselves. */
    public static void settle(CommandLine line) {
        Map<String, String> exits = new LinkedHashMap<>();
        for (Exit exit : Exit.values()) {
            exits.put(Integer.toString(exit.code()), exit.meaning());
        }
        line.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exits);
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
        String hosts = given(zookeeper, Variable.ZOOKEEPER).orElse(ZOOKEEPER_DEFAULT);
        try (Store store = open(hosts)) {
            return body.with(store);
        } catch (RefusedException e) {
            throw new VerbException(Exit.REFUSED, e.getMessage() + ".");
        } catch (UnavailableException e) {
            throw new VerbException(
                    Exit.UNREACHABLE,
                    "ZooKeeper does not answer at " + hosts + ": " + e.getMessage()
                            + ". Look whether it runs, and whether --zookeeper or $TWINPROXY_ZOOKEEPER names it.");
        }
    }

    private Optional<String> given(Optional<String> option, Variable variable) {
        return option.or(() -> Optional.of(variable.in(shell.env()).strip())).filter(text -> !text.isEmpty());
    }

    private Access access() throws VerbException {
        Optional<String> pems = given(tls, Variable.ZOOKEEPER_TLS);
        Optional<TlsFiles> files = Optional.empty();
        if (pems.isPresent()) {
            String[] paths = pems.get().split(",", -1);
            if (paths.length != 3 || List.of(paths).contains("")) {
                throw new VerbException(
                        Exit.USAGE,
                        "--zookeeper-tls or $TWINPROXY_ZOOKEEPER_TLS is '" + pems.get()
                                + "'; it must be three paths: CA,CERTIFICATE,KEY");
            }
            files = Optional.of(new TlsFiles(Path.of(paths[0]), Path.of(paths[1]), Path.of(paths[2])));
        }
        try {
            return Access.read(
                    new AccessFiles(given(secret, Variable.ZOOKEEPER_SECRET).map(Path::of), false, files));
        } catch (AccessException e) {
            throw new VerbException(Exit.USAGE, e.problems());
        }
    }

    private Store open(String hosts) throws VerbException, UnavailableException {
        try {
            return shell.stores().open(hosts, access());
        } catch (IllegalArgumentException e) {
            throw new VerbException(
                    Exit.USAGE,
                    "--zookeeper or $TWINPROXY_ZOOKEEPER is '" + hosts + "'; it must be host:port,host:port ("
                            + e.getMessage() + ")");
        }
    }
}
