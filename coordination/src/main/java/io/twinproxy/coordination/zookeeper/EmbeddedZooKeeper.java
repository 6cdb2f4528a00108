package io.twinproxy.coordination.zookeeper;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.apache.zookeeper.server.embedded.ExitHandler;
import org.apache.zookeeper.server.embedded.ZooKeeperServerEmbedded;
import org.apache.zookeeper.util.ServiceUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ZooKeeper server inside this process, alone or one of several. With peers it is up before there is a majority:
 * clients wait for that.
 *
 * <p>What ZooKeeper calls the admin server, the four-letter words and the snapshot limits are properties of the whole
 * JVM; all servers in one JVM share them.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedZooKeeper.class);
    private static final long START_MILLIS = 20_000;

    private final ZooKeeperServerEmbedded server;
    private final DataDirectory directory;
    private volatile Optional<RoomWatch> room = Optional.empty();
    private final String connectString;

    private EmbeddedZooKeeper(ZooKeeperServerEmbedded server, DataDirectory directory, String connectString) {
        this.server = server;
        this.directory = directory;
        this.connectString = connectString;
    }

    /**
     * Starts a server and waits until it serves.
     *
     * @throws IOException with a sentence: the address is not ours, a port is taken, the directory is another's or cannot
     *     be read or written, or it does not come up. What was in the directory is as it was
     */
    public static EmbeddedZooKeeper start(EmbeddedOptions options) throws IOException {
        new OwnAddress(options).check();
        DataDirectory directory = DataDirectory.take(options);
        try {
            return start(options, directory);
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    private static EmbeddedZooKeeper start(EmbeddedOptions options, DataDirectory directory) throws IOException {
        String what = "embedded ZooKeeper in " + options.dataDir();
        try {
            ZooKeeperServerEmbedded server = ZooKeeperServerEmbedded.builder()
                    .baseDir(options.dataDir())
                    .configuration(properties(options, directory.data()))
                    // The default would end the JVM.
                    .exitHandler(ExitHandler.LOG_ONLY)
                    .build();
            try {
                server.start(START_MILLIS);
                int port = port(server, options);
                LOG.info("{} serves on port {}", what, port);
                return new EmbeddedZooKeeper(server, directory, options.bind() + ":" + port);
            } catch (Exception e) {
                server.close();
                throw e;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(what + " was interrupted", e);
        } catch (Exception e) {
            throw new IOException(what + " did not start: " + e, e);
        }
    }

    private static int port(ZooKeeperServerEmbedded server, EmbeddedOptions options) throws Exception {
        if (options.clientPort() > 0) {
            return options.clientPort();
        }
        return options.tls().isPresent() ? server.getSecureClientPort() : server.getClientPort();
    }

    private static Properties properties(EmbeddedOptions options, Path data) {
        Properties properties = new Properties();
        properties.setProperty("dataDir", data.toString());
        properties.setProperty("tickTime", Long.toString(options.tickTime().toMillis()));
        properties.setProperty("initLimit", "20");
        properties.setProperty("syncLimit", "5");
        // With TLS there is no port without.
        String client = options.tls().isPresent() ? "secureClientPort" : "clientPort";
        properties.setProperty(client, Integer.toString(options.clientPort()));
        properties.setProperty(client + "Address", options.bind());
        options.tls().ifPresent(tls -> properties.putAll(tls.server()));
        // Per address: an agent has one connection, a controller one, a command one for a moment.
        properties.setProperty("maxClientCnxns", "100");
        // Without these snapshots and logs grow for ever. In hours, and how many are kept.
        properties.setProperty("autopurge.purgeInterval", "1");
        properties.setProperty("autopurge.snapRetainCount", "3");
        properties.setProperty("admin.enableServer", "false");
        // None but the one ZooKeeper itself insists on.
        properties.setProperty("4lw.commands.whitelist", "srvr");
        for (int i = 0; i < options.peers().size(); i++) {
            properties.setProperty("server." + (i + 1), options.peers().get(i));
        }
        return properties;
    }

    /**
     * Runs when the server has ended though nobody closed it: its disk is full, or its data cannot be read. It does not
     * come back by itself. ZooKeeper tells the JVM rather than a server, so of several servers in one JVM the last that
     * was given a listener speaks for all. May run twice; on a thread of the server's, and must not wait.
     */
    public void onDeath(Runnable listener) {
        ServiceUtils.setSystemExitProcedure(code -> listener.run());
        room = Optional.of(RoomWatch.start(directory.base(), listener));
    }

    /** This server's {@code host:port}. */
    public String connectString() {
        return connectString;
    }

    @Override
    public void close() {
        room.ifPresent(RoomWatch::close);
        server.close();
        try {
            directory.close();
        } catch (IOException e) {
            LOG.warn("the lock of an embedded ZooKeeper's directory is not let go: {}", e.toString());
        }
    }
}
