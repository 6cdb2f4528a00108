package io.twinproxy.cli;

import io.twinproxy.cli.log.CommandLogging;
import io.twinproxy.cli.log.CommandLogging.Audience;
import io.twinproxy.cli.shell.ProcessShell;
import io.twinproxy.cli.shell.Variable;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.zookeeper.Access;
import io.twinproxy.coordination.zookeeper.ZooKeeperOptions;
import io.twinproxy.coordination.zookeeper.ZooKeeperStore;
import java.time.Duration;
import java.util.Set;

/** The process: arguments in, exit code out. */
public final class Main {
    /** A person waits for it; servers that are there answer in a fraction of this. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(3);

    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

    /** What runs until it is told to stop logs what it does; a verb logs only what goes wrong. */
    private static final Set<String> SERVICES = Set.of("agent", "controller", "proxy");

    private Main() {}

    public static void main(String[] args) {
        if (args.length > 0 && SERVICES.contains(args[0])) {
            // systemd sets the variable where the error stream is its journal.
            boolean journal = System.getenv("JOURNAL_STREAM") != null;
            CommandLogging.forService(
                    journal ? Audience.JOURNAL : Audience.SERVICE,
                    System.getenv().getOrDefault(Variable.LOG.word(), "INFO"));
        }
        System.exit(new Command(ProcessShell.of(Main::connect)).run(args));
    }

    private static Store connect(String hosts, Access access) throws UnavailableException {
        skipTrustStore();
        return ZooKeeperStore.connect(
                hosts,
                ZooKeeperOptions.of("twinproxy").withFirstWait(FIRST_WAIT).withAccess(access));
    }

    /**
     * ZooKeeper's client makes the JVM's default TLS context whenever it starts, and that reads every certificate the
     * JDK trusts: a third of a short command's time, for a connection without TLS. Where TLS is asked for, or a trust
     * store named, nothing is changed.
     */
    private static void skipTrustStore() {
        if (System.getProperty(TRUST_STORE) == null && !Boolean.getBoolean("zookeeper.client.secure")) {
            System.setProperty(TRUST_STORE, "NONE");
        }
    }
}
