package io.twinproxy.cli.sandbox;

import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Store;
import java.util.Optional;
import java.util.function.Consumer;

/** Follows one pair's records. */
final class Watching implements AutoCloseable {
    private volatile Optional<PairRecords> latest = Optional.empty();
    private final AutoCloseable handle;

    private Watching(Store store, String pair, Consumer<PairRecords> onChange) {
        this.handle = store.watch(Optional.of(pair), new Store.Listener() {
            @Override
            public void changed(PairRecords records) {
                latest = Optional.of(records);
                onChange.accept(records);
            }

            @Override
            public void removed(String removed) {
                latest = Optional.empty();
            }

            @Override
            public void connected(boolean connected) {
                // A sandbox that loses its own ZooKeeper is over anyway.
            }
        });
    }

    static Watching of(Store store, String pair, Consumer<PairRecords> onChange) {
        return new Watching(store, pair, onChange);
    }

    Optional<PairRecords> latest() {
        return latest;
    }

    @Override
    public void close() {
        try {
            handle.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing a watch", e);
        }
    }
}
