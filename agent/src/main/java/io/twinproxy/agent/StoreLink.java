package io.twinproxy.agent;

import io.twinproxy.agent.core.Inbox;
import io.twinproxy.agent.core.Written;
import io.twinproxy.coordination.NameTakenException;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Presence;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Heartbeat;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This agent's connection to the store, made at the first write and again at the next while it cannot be made. For one
 * thread, which it may block; what is heard goes to the inbox.
 */
final class StoreLink implements Store.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(StoreLink.class);

    private final String pair;
    private final String host;
    private final Stores stores;
    private final String servers;
    private final Duration sessionTimeout;
    private final Inbox inbox;
    private @Nullable Store store;
    private @Nullable AutoCloseable watch;
    private @Nullable Presence presence;

    StoreLink(AgentSettings settings, Stores stores, Inbox inbox) {
        this.pair = settings.pair();
        this.host = settings.host();
        this.servers = settings.zookeeper();
        this.sessionTimeout = settings.sessionTimeout();
        this.stores = stores;
        this.inbox = inbox;
    }

    Written write(Heartbeat heartbeat) {
        try {
            presence().beat(heartbeat);
            return new Written(heartbeat, Written.Result.DONE, "");
        } catch (UnavailableException e) {
            return new Written(heartbeat, Written.Result.UNAVAILABLE, String.valueOf(e.getMessage()));
        } catch (NameTakenException e) {
            return new Written(heartbeat, Written.Result.NAME_TAKEN, String.valueOf(e.getMessage()));
        }
    }

    /** Deletes the heartbeat, then ends the session. */
    void close() {
        close(presence, "heartbeat");
        close(watch, "watch");
        close(store, "connection");
    }

    private Presence presence() throws UnavailableException {
        Presence joined = presence;
        if (joined == null) {
            Store connected = connected();
            joined = connected.join(pair, host);
            presence = joined;
            watch = connected.watch(Optional.of(pair), this);
        }
        return joined;
    }

    private Store connected() throws UnavailableException {
        Store connected = store;
        if (connected == null) {
            connected = stores.connect(servers, sessionTimeout);
            store = connected;
        }
        return connected;
    }

    @Override
    public void changed(PairRecords records) {
        if (records.pair().equals(pair)) {
            inbox.records(records);
        }
    }

    @Override
    public void removed(String removed) {
        if (removed.equals(pair)) {
            inbox.records(PairRecords.empty(pair));
        }
    }

    @Override
    public void connected(boolean connected) {
        inbox.connected(connected);
    }

    private static void close(@Nullable AutoCloseable closeable, String what) {
        if (closeable != null) {
            try {
                closeable.close();
            } catch (Exception e) {
                LOG.warn("The {} in the store does not close: {}", what, e.toString());
            }
        }
    }
}
