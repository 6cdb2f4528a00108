package io.twinproxy.controller.settings;

import io.twinproxy.coordination.settings.Key;
import io.twinproxy.coordination.settings.Section;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A ZooKeeper server inside this controller.
 *
 * @param id which of the peers this one is, counted from 1
 * @param peers every server, this one too, in the same order in every controller's file; empty for a server alone
 * @param data where it keeps its snapshots and logs
 * @param port where its clients connect; the same for every server
 */
public record Embedded(int id, List<EmbeddedPeer> peers, Path data, int port) {
    public static final Key ID = new Key("id", "1 to 7", "1", "Which of the peers this controller's server is.");
    public static final Key PEERS = new Key(
            "peers",
            "a list of 3, 5 or 7 of host or host:peer-port:election-port, in the same order everywhere",
            "(none: a server alone)",
            "The ensemble's servers, this one too; ports are 2888 and 3888 unless given.");
    public static final Key DATA = new Key("data", "a directory", "", "Where the server keeps its data.");
    public static final Key PORT = new Key("port", "1 to 65535", "2181", "Where the server's clients connect.");

    public static final List<Key> KEYS = List.of(ID, PEERS, DATA, PORT);

    public Embedded {
        peers = List.copyOf(peers);
    }

    static Embedded read(Section section) {
        int id = section.integer(ID, 1, 7);
        List<EmbeddedPeer> peers = new ArrayList<>();
        List<String> texts = section.strings(PEERS);
        for (String text : texts) {
            Optional<EmbeddedPeer> peer = EmbeddedPeer.parse(text);
            peer.ifPresentOrElse(
                    peers::add, () -> section.problem(PEERS, "has '" + text + "'; it must be " + PEERS.allowed()));
        }
        checkPeers(section, texts, id);
        return new Embedded(id, peers, Path.of(section.string(DATA)), section.integer(PORT, 1, 65535));
    }

    private static void checkPeers(Section section, List<String> texts, int id) {
        if (texts.isEmpty()) {
            if (id != 1) {
                section.problem(ID, "is " + id + "; without peers it must be 1");
            }
            return;
        }
        if (texts.size() % 2 == 0 || texts.size() < 3 || texts.size() > 7) {
            section.problem(
                    PEERS,
                    "has " + texts.size()
                            + "; it must have 3, 5 or 7: an even number survives no more losses than one fewer");
        }
        if (id > texts.size()) {
            section.problem(ID, "is " + id + "; it must be at most the number of peers, which is " + texts.size());
        }
        Set<String> seen = new HashSet<>();
        for (String text : texts) {
            if (!seen.add(text)) {
                section.problem(PEERS, "has '" + text + "' twice; once is allowed");
            }
        }
    }

    /** Where the ensemble's clients connect. */
    String hosts() {
        return peers.isEmpty()
                ? "127.0.0.1:" + port
                : peers.stream().map(peer -> peer.host() + ":" + port).collect(Collectors.joining(","));
    }
}
