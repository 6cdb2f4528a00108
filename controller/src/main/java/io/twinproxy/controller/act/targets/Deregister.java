package io.twinproxy.controller.act.targets;

import io.twinproxy.controller.act.Step;
import java.util.Optional;

/** Deregisters a target as it was seen, port included. For one that is gone AWS answers success. */
public record Deregister(String group, String target, Optional<Integer> port) implements Step {
    static Deregister of(String group, TargetReading target) {
        return new Deregister(group, target.id(), target.port());
    }

    @Override
    public String sentence() {
        return "deregister " + port.map(p -> target + ":" + p).orElse(target);
    }
}
