package io.twinproxy.agent.core;

import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Peer;
import io.twinproxy.coordination.record.ProxyReport;
import io.twinproxy.coordination.record.Sight;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/** What a heartbeat says, and whether one is due. Pure. */
final class Heartbeats {
    private Heartbeats() {}

    /** The heartbeat of what was observed, without number and time, which are given when it is written. */
    static Heartbeat of(
            Self self,
            Machine machine,
            Duration refresh,
            ProxyReport proxy,
            HostState host,
            Optional<Peer> peer,
            Standing standing,
            boolean leaving) {
        return new Heartbeat(
                self.incarnation(),
                0,
                0,
                refresh,
                machine.instance(),
                machine.zone(),
                proxy,
                leaving,
                host.maintenance(),
                peer,
                host.hold(),
                host.holdDetail(),
                standing.generation(),
                standing.role() == Role.ACTIVE,
                self.health(),
                new TreeMap<>());
    }

    /** The peer as told to the leader. A failure that is no verdict yet is left out: it would be a write a probe. */
    static Peer peer(String host, Sight sight, String detail) {
        return new Peer(host, sight, sight.down() ? detail : "");
    }

    /** Due when it says something new, or when the last one, unchanged, grows old. */
    static boolean due(Optional<Heartbeat> last, Heartbeat next, long sinceLastNanos, Duration refreshAfter) {
        return last.isEmpty() || !last.get().saysTheSameAs(next) || sinceLastNanos >= refreshAfter.toNanos();
    }

    /**
     * How long an unchanged heartbeat stands: 80 to 100 % of {@code refresh}, that is 90 % with a tenth of jitter either
     * way, so that agents started together drift apart and none ever exceeds the refresh it promised.
     *
     * @param chance from 0 to 1
     */
    static Duration refreshAfter(Duration refresh, double chance) {
        return Duration.ofNanos((long) (refresh.toNanos() * (0.8 + 0.2 * chance)));
    }
}
