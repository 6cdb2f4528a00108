package io.twinproxy.agent;

import io.twinproxy.agent.core.Bearing;
import io.twinproxy.agent.core.HostLook;
import io.twinproxy.agent.core.HostState;
import io.twinproxy.agent.core.Inbox;
import io.twinproxy.agent.core.PeerAt;
import io.twinproxy.agent.core.PeerSeen;
import io.twinproxy.agent.core.Wanted;
import io.twinproxy.agent.core.Worker;
import io.twinproxy.agent.core.Written;
import io.twinproxy.coordination.probe.Prober;
import io.twinproxy.coordination.probe.Sighting;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Hold;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread for the store, one for looks at this machine, and the prober's own: whichever hangs holds up neither of
 * the others nor the loop. Called by the loop's thread only, but for {@link #close}.
 */
final class AgentWorker implements Worker, AutoCloseable {
    /** One under way is the loop's promise; one more is the store's closing. */
    private static final int WAITING_MAX = 2;

    private static final Logger LOG = LoggerFactory.getLogger(AgentWorker.class);

    private final StoreLink store;
    private final HostLook look;
    private final Prober prober;
    private final Inbox inbox;
    private final Duration closeWithin;
    private final ThreadPoolExecutor storeThread = thread("agent-store");
    private final ThreadPoolExecutor lookThread = thread("agent-look");
    private Prober.@Nullable Watch watch;

    /** {@code closeWithin} bounds the wait for a store that does not answer, when closing. */
    AgentWorker(StoreLink store, HostLook look, Prober prober, Inbox inbox, Duration closeWithin) {
        this.store = store;
        this.look = look;
        this.prober = prober;
        this.inbox = inbox;
        this.closeWithin = closeWithin;
    }

    @Override
    public void write(Heartbeat heartbeat) {
        storeThread.execute(() -> inbox.written(written(heartbeat)));
    }

    /** A bug here must not leave the loop waiting for an answer for ever; it is shown as what it comes to. */
    private Written written(Heartbeat heartbeat) {
        try {
            return store.write(heartbeat);
        } catch (RuntimeException e) {
            LOG.error("A heartbeat could not be written for a reason that is not the store's", e);
            return new Written(heartbeat, Written.Result.UNAVAILABLE, e.toString());
        }
    }

    @Override
    public void look(Wanted wanted) {
        lookThread.execute(() -> inbox.looked(looked(wanted)));
    }

    private HostState looked(Wanted wanted) {
        try {
            return look.look(wanted);
        } catch (RuntimeException e) {
            LOG.error("This machine could not be looked at", e);
            Hold hold = wanted.bearing() == Bearing.NOTHING ? Hold.NOT_NEEDED : Hold.INCOMPLETE;
            return new HostState(false, hold, "it could not be looked at: " + e);
        }
    }

    @Override
    public void probe(Optional<PeerAt> peer) {
        endWatch();
        watch = peer.map(this::watch).orElse(null);
    }

    private Prober.Watch watch(PeerAt at) {
        Function<Sighting, PeerSeen> seen = sighting -> new PeerSeen(at, sighting.sight(), sighting.detail());
        return prober.watch(at.target(), sighting -> inbox.sighted(seen.apply(sighting)));
    }

    private void endWatch() {
        Prober.Watch ending = watch;
        if (ending != null) {
            ending.close();
        }
    }

    /** After the loop has ended. The heartbeat goes first, so that the stop is seen at once. */
    @Override
    public synchronized void close() {
        if (storeThread.isShutdown()) {
            return;
        }
        storeThread.execute(store::close);
        storeThread.shutdown();
        lookThread.shutdownNow();
        prober.close();
        try {
            if (!storeThread.awaitTermination(closeWithin.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("The store does not answer; the heartbeat ends with its session.");
                storeThread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadPoolExecutor thread(String name) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), job -> {
            Thread thread = new Thread(job, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
