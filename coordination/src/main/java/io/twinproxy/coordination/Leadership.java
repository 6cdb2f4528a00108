package io.twinproxy.coordination;

import java.util.Optional;

/**
 * Whether this controller leads, and for how long it may believe so.
 *
 * <p>A suspended connection means no lease at once, though the session may yet survive. A lost lease never comes back
 * as the same epoch.
 */
public interface Leadership extends AutoCloseable {
    /** The lease as of now; empty when not leading or when the store cannot be reached. Never blocks; any thread. */
    Optional<Lease> lease();

    /** Runs when the answer of {@link #lease()} may have changed; must be short; runs on the store's own thread. */
    void onChange(Runnable listener);

    /** Gives the leadership up, if held, so that another controller need not wait for the session to end. */
    @Override
    void close();
}
