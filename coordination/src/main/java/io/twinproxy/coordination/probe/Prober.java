package io.twinproxy.coordination.probe;

import java.util.function.Consumer;

/** Probes any number of proxies, each for as long as it is watched. Calls come from any thread and never block. */
public interface Prober extends AutoCloseable {
    /**
     * Begins to probe at once.
     *
     * @param onChange hears every change of sight or of failure, never an unchanged answer; runs on the prober's only
     *     thread and must be short
     */
    Watch watch(Target target, Consumer<Sighting> onChange);

    /** Ends every watch. */
    @Override
    void close();

    /** One target being probed. */
    interface Watch extends AutoCloseable {
        Target target();

        /** The newest sighting, with the time of the last reply up to date. Any thread. */
        Sighting latest();

        /** Stops probing and closes the connection; a call of the listener may still be under way. */
        @Override
        void close();
    }
}
