package io.twinproxy.agent.core;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.probe.ProbeProtocol;
import io.twinproxy.coordination.probe.Target;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Member;
import io.twinproxy.coordination.record.Timings;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Finds the peer in a pair's records. Pure. */
final class Peers {
    private Peers() {}

    /**
     * The first other host by name that says where its proxy is; one whose heartbeat is gone is still probed where the
     * assignment remembers it, since its silence is what the leader wants confirmed.
     */
    static Optional<PeerAt> of(PairRecords records, String me, Timings timings) {
        SortedMap<String, Member> known = new TreeMap<>(
                records.assignment().value().map(Assignment::members).orElseGet(TreeMap::new));
        for (Map.Entry<String, Entry<Heartbeat>> host : records.hosts().entrySet()) {
            host.getValue().value().ifPresent(heartbeat -> known.put(host.getKey(), Member.of(heartbeat)));
        }
        known.remove(me);
        Optional<PeerAt> living = first(known, records, true, timings);
        return living.isPresent() ? living : first(known, records, false, timings);
    }

    /** Whether a host other than this one has a heartbeat and is not leaving: someone could take over. */
    static boolean another(PairRecords records, String me) {
        return records.hosts().entrySet().stream()
                .filter(host -> !host.getKey().equals(me))
                .anyMatch(host ->
                        host.getValue().value().filter(h -> !h.leaving()).isPresent());
    }

    private static Optional<PeerAt> first(
            SortedMap<String, Member> known, PairRecords records, boolean living, Timings timings) {
        for (Map.Entry<String, Member> host : known.entrySet()) {
            if (records.hosts().containsKey(host.getKey()) == living) {
                Optional<Target> target = target(host.getValue(), timings);
                if (target.isPresent()) {
                    return Optional.of(new PeerAt(host.getKey(), target.get()));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Target> target(Member member, Timings timings) {
        if (member.address().isEmpty() || member.port() < 1 || member.port() > 65535) {
            return Optional.empty();
        }
        return ProbeProtocol.of(member.protocol())
                .map(protocol -> new Target(
                        member.address(),
                        member.port(),
                        protocol,
                        timings.probe(),
                        timings.probeTimeout(),
                        timings.probeMisses()));
    }
}
