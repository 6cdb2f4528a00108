package io.twinproxy.controller.sim;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Preflight;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import io.twinproxy.emulator.core.EmulatorSettings;
import java.time.Duration;
import java.util.List;

/** An endpoint whose first preflights meet a cloud that fails every call; it is well for everything else. */
final class CheckedInVain implements Endpoint {
    private final SimWorld world;
    private final Endpoint honest;
    private int fails;

    CheckedInVain(SimWorld world, Endpoint honest, int fails) {
        this.world = world;
        this.honest = honest;
        this.fails = fails;
    }

    @Override
    public Preflight preflight(List<Target> hosts) {
        if (fails == 0) {
            return honest.preflight(hosts);
        }
        fails--;
        EmulatorSettings well = world.cloud().settings();
        world.cloud().settings(well.with("error-chance", "1"));
        try {
            return honest.preflight(hosts);
        } finally {
            world.cloud().settings(well);
        }
    }

    @Override
    public Observed observe() {
        return honest.observe();
    }

    @Override
    public Outcome run(Step step) {
        return honest.run(step);
    }

    @Override
    public Duration callTimeout() {
        return honest.callTimeout();
    }
}
