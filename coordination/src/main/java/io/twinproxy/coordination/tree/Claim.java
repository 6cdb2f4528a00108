package io.twinproxy.coordination.tree;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.UnavailableException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * An ephemeral node that only one session holds. Made anew when this client's session is; what an earlier session of
 * this client left behind is replaced. One thread at a time.
 */
public final class Claim {
    /** What is there to make before the node itself, if anything. */
    @FunctionalInterface
    public interface Frame {
        List<Change> missing() throws UnavailableException;
    }

    /** Tries at a node that keeps changing hands; more would mean two clients at war. */
    private static final int TRIES_MAX = 4;

    /** Earlier sessions remembered; the servers have forgotten all but the last few. */
    private static final int EARLIER_MAX = 16;

    private final Nodes nodes;
    private final String path;
    private final Frame frame;
    private final Set<Long> own = new LinkedHashSet<>();
    private Optional<Integer> version = Optional.empty();
    private long session;

    public Claim(Nodes nodes, String path, Frame frame) {
        this.nodes = nodes;
        this.path = path;
        this.frame = frame;
    }

    /** Whether the session that holds the node is still this client's, as far as is known here. */
    public boolean current() {
        return version.isPresent() && session == nodes.session();
    }

    /**
     * Writes the node, making it if need be.
     *
     * @return false when another session holds it
     */
    public boolean hold(byte[] bytes) throws UnavailableException {
        for (int tries = 0; tries < TRIES_MAX; tries++) {
            remember();
            Optional<List<Change>> changes = changes(bytes);
            if (changes.isEmpty()) {
                return false;
            }
            // Until the answer is here nobody knows at which version the node is.
            version = Optional.empty();
            try {
                version = Optional.of(nodes.commit(changes.get()));
                return true;
            } catch (ConflictException e) {
                // Someone was faster, or an earlier write of ours has happened after all: look again.
                version = Optional.empty();
            }
        }
        throw new UnavailableException(path + " kept changing while it was being written");
    }

    private void remember() {
        long now = nodes.session();
        if (now != session) {
            session = now;
            version = Optional.empty();
        }
        if (now != 0) {
            own.add(now);
        }
        if (own.size() > EARLIER_MAX) {
            own.remove(own.iterator().next());
        }
    }

    private Optional<List<Change>> changes(byte[] bytes) throws UnavailableException {
        if (version.isPresent()) {
            return Optional.of(List.of(Change.set(path, bytes, version.get())));
        }
        nodes.freshen();
        Optional<Node> there = nodes.look(List.of(path), List.of()).node(path);
        List<Change> changes = new ArrayList<>();
        if (there.isEmpty()) {
            changes.addAll(frame.missing());
        } else if (there.get().owner() == session) {
            return Optional.of(List.of(Change.set(path, bytes, there.get().version())));
        } else if (own.contains(there.get().owner())) {
            changes.add(Change.delete(path, there.get().version()));
        } else {
            return Optional.empty();
        }
        changes.add(Change.ephemeral(path, bytes));
        return Optional.of(changes);
    }

    /** Deletes the node if this client holds it. What cannot be deleted goes with the session. */
    public void release() {
        try {
            Optional<Node> there = nodes.look(List.of(path), List.of()).node(path);
            if (there.isPresent() && own.contains(there.get().owner())) {
                nodes.commit(List.of(Change.delete(path, Change.ANY)));
            }
        } catch (ConflictException | UnavailableException e) {
            // It goes with the session.
        } finally {
            version = Optional.empty();
        }
    }
}
