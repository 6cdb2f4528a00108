package io.twinproxy.coordination.memory;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Leadership;
import io.twinproxy.coordination.Lease;
import io.twinproxy.coordination.NameTakenException;
import io.twinproxy.coordination.Scheduler;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.tree.Change;
import io.twinproxy.coordination.tree.Claim;
import io.twinproxy.coordination.tree.Glimpse;
import io.twinproxy.coordination.tree.Node;
import io.twinproxy.coordination.tree.Paths;
import io.twinproxy.coordination.tree.Seat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A controller standing in line: the lowest node under the latch leads. Looks whenever something changed there, and at
 * every renewal, so that a lost notification costs a sixth of a session and no more. One thread.
 */
final class MemoryLeadership implements Leadership {
    private final MemorySession session;
    private final String name;
    private final byte[] nameBytes;
    private final Scheduler scheduler;
    private final Claim claim;
    private final Seat seat;
    private final Consumer<MemoryLeadership> onClose;
    private final List<Runnable> listeners = new ArrayList<>();
    private Optional<Lease> told = Optional.empty();
    private boolean closed;

    MemoryLeadership(
            MemorySession session,
            String name,
            String status,
            LongSupplier nanos,
            Scheduler scheduler,
            Consumer<MemoryLeadership> onClose) {
        this.session = session;
        this.name = name;
        this.nameBytes = Paths.nameRecord(status);
        this.scheduler = scheduler;
        this.claim = new Claim(session, Paths.controller(name), List::of);
        this.seat = new Seat(session, name, status, nanos, session::timeout);
        this.onClose = onClose;
    }

    void begin() throws UnavailableException, NameTakenException {
        if (!claim.hold(nameBytes) && held()) {
            throw new NameTakenException("another controller goes by the name '" + name + "'");
        }
        look();
        scheduler.after(period(), this::turn);
    }

    private boolean held() throws UnavailableException {
        String path = Paths.controller(name);
        return session.look(List.of(path), List.of())
                .node(path)
                .filter(node -> session.running(node.owner()))
                .isPresent();
    }

    /** A sixth of the session: several renewals may fail before the lease runs out. */
    private Duration period() {
        return session.timeout().dividedBy(6);
    }

    private void turn() {
        if (!closed) {
            try {
                seat.renew();
            } catch (ConflictException e) {
                leaveLine();
            } catch (UnavailableException e) {
                // The lease runs down by itself.
            }
            look();
            scheduler.after(period(), this::turn);
        }
    }

    void connection(boolean there) {
        if (there) {
            look();
        } else {
            seat.vacate();
            changed();
        }
    }

    /** Holds the name, stands in line, and takes the seat when first; whatever fails is tried again at the next turn. */
    void look() {
        if (closed || !session.connected()) {
            return;
        }
        try {
            if (!claim.current() && !claim.hold(nameBytes)) {
                seat.vacate();
            } else {
                stand();
            }
        } catch (ConflictException | UnavailableException e) {
            // Another was faster, or no answer came: the next turn looks again.
        }
        changed();
    }

    private void stand() throws ConflictException, UnavailableException {
        Optional<Map.Entry<String, Node>> mine = mine();
        if (mine.isEmpty()) {
            seat.vacate();
            session.commit(List.of(Change.ephemeralSequential(Paths.LATCH + "/" + name + "-", nameBytes)));
            mine = mine();
        }
        boolean first = mine.isPresent() && first(mine.get().getValue());
        if (!first) {
            seat.vacate();
        } else if (seat.lease().isEmpty()) {
            seat.take(mine.get().getValue().created());
        }
    }

    private Optional<Map.Entry<String, Node>> mine() throws UnavailableException {
        return line().nodes().entrySet().stream()
                .filter(entry -> entry.getValue().owner() == session.session())
                .findFirst();
    }

    private boolean first(Node mine) throws UnavailableException {
        return line().nodes().values().stream().allMatch(node -> node.created() >= mine.created());
    }

    private Glimpse line() throws UnavailableException {
        List<String> paths = session.look(List.of(), List.of(Paths.LATCH)).under(Paths.LATCH).stream()
                .map(child -> Paths.LATCH + "/" + child)
                .toList();
        return session.look(paths, List.of());
    }

    private void leaveLine() {
        seat.vacate();
        try {
            Optional<Map.Entry<String, Node>> mine = mine();
            if (mine.isPresent()) {
                session.commit(List.of(Change.delete(mine.get().getKey(), Change.ANY)));
            }
        } catch (ConflictException | UnavailableException e) {
            // It goes with the session; or the next turn finds it and stands with it again.
        }
    }

    private void changed() {
        Optional<Lease> now = seat.lease();
        if (!now.map(Lease::epoch).equals(told.map(Lease::epoch))) {
            scheduler.after(Duration.ZERO, () -> List.copyOf(listeners).forEach(Runnable::run));
        }
        told = now;
    }

    @Override
    public Optional<Lease> lease() {
        return closed || session.killed() ? Optional.empty() : seat.lease();
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        if (!closed) {
            leaveLine();
            closed = true;
            claim.release();
            changed();
            onClose.accept(this);
        }
    }
}
