package io.twinproxy.coordination.tree;

import io.twinproxy.coordination.NameTakenException;
import io.twinproxy.coordination.Presence;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Heartbeat;

/** A host's heartbeat node. One thread at a time, but for {@link #close()}, which waits its turn. */
public final class HeartbeatNode implements Presence {
    private final String pair;
    private final String host;
    private final Claim claim;

    public HeartbeatNode(Nodes nodes, String pair, String host) {
        this.pair = pair;
        this.host = host;
        this.claim = new Claim(nodes, Paths.host(pair, host), () -> PairTree.missingFrame(nodes, pair));
    }

    @Override
    public synchronized void beat(Heartbeat heartbeat) throws UnavailableException, NameTakenException {
        if (!claim.hold(heartbeat.bytes())) {
            throw new NameTakenException("another agent goes by the name '" + host + "' in pair '" + pair
                    + "'; give one of them another name, or, if it died, wait for its session to end");
        }
    }

    @Override
    public synchronized void close() {
        claim.release();
    }
}
