package io.twinproxy.controller.sim;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.coordination.Leadership;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.probe.Prober;

/**
 * Where a test puts something broken between a controller and its world, to see that an invariant notices. The
 * production classes run unchanged; the invariants look at the world itself, not through what is put here.
 */
interface Tampering {
    Tampering NONE = new Tampering() {};

    default Store store(Store honest) {
        return honest;
    }

    default Leadership leadership(Leadership honest) {
        return honest;
    }

    default Prober prober(Prober honest) {
        return honest;
    }

    default Endpoint endpoint(SimWorld world, SimPair pair, Endpoint honest) {
        return honest;
    }

    /** Whether the operating system of a host shows the pair's interface, given whether it does. */
    default boolean guestHas(SimHost host, boolean honest) {
        return honest;
    }
}
