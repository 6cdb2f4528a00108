package io.twinproxy.coordination.zookeeper;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An embedded ZooKeeper server.
 *
 * @param id this server's place among the peers, from 1
 * @param peers each server as {@code host:quorumPort:electionPort}, in the order of their ids; empty for one alone
 * @param clientPort 0 for any free one, which only a server alone may ask for
 * @param bind the address clients connect to
 * @param dataDir its own directory, best on a disk of its own; made when missing
 * @param tickTime sessions last 2 to 20 ticks
 * @param tls with which clients and peers are talked to; without it both are in the clear
 */
public record EmbeddedOptions(
        int id, List<String> peers, int clientPort, String bind, Path dataDir, Duration tickTime, Optional<Tls> tls) {
    public static final String LOOPBACK = "127.0.0.1";

    public EmbeddedOptions {
        peers = List.copyOf(peers);
        if (!peers.isEmpty() && (id < 1 || id > peers.size())) {
            throw new IllegalArgumentException("id " + id + " must be 1 to " + peers.size() + ", a place in peers");
        }
        if (!peers.isEmpty() && clientPort == 0) {
            throw new IllegalArgumentException("a server with peers needs a client port; 0 is for one alone");
        }
        for (String peer : peers) {
            if (!peer.matches("[^:; ]+:\\d{1,5}:\\d{1,5}")) {
                throw new IllegalArgumentException("peer '" + peer + "' must be host:quorumPort:electionPort");
            }
        }
    }

    public EmbeddedOptions(int id, List<String> peers, int clientPort, Path dataDir, Duration tickTime) {
        this(id, peers, clientPort, bind(id, peers), dataDir, tickTime, Optional.empty());
    }

    public EmbeddedOptions withTls(Optional<Tls> files) {
        return new EmbeddedOptions(id, peers, clientPort, bind, dataDir, tickTime, files);
    }

    /** Where its peers reach it clients do; alone only this machine's. A wrong id is refused later, with its sentence. */
    private static String bind(int id, List<String> peers) {
        return id < 1 || id > peers.size()
                ? LOOPBACK
                : peers.get(id - 1).substring(0, Math.max(0, peers.get(id - 1).indexOf(':')));
    }

    /** One server, any port, loopback only, and a tick short enough for sessions of a second. */
    public static EmbeddedOptions alone(Path dataDir) {
        return new EmbeddedOptions(1, List.of(), 0, dataDir, Duration.ofMillis(500));
    }
}
