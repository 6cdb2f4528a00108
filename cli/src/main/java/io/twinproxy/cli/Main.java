package io.twinproxy.cli;

import io.twinproxy.cli.shell.ProcessShell;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.zookeeper.ZooKeeperOptions;
import io.twinproxy.coordination.zookeeper.ZooKeeperStore;
import java.time.Duration;

/** The process: arguments in, exit code out. */
public final class Main {
    /** A person waits for it; servers that are there answer in a fraction of this. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(3);

    private static final String TRUST_STORE = "javax.net.ssl.trustStore";

    private Main() {}

    public static void main(String[] args) {
        System.exit(new Command(ProcessShell.of(Main::connect)).run(args));
    }

    private static Store connect(String hosts) throws UnavailableException {
        skipTrustStore();
        return ZooKeeperStore.connect(hosts, ZooKeeperOptions.of("twinproxy").withFirstWait(FIRST_WAIT));
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
