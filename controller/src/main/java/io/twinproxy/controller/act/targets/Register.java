package io.twinproxy.controller.act.targets;

import io.twinproxy.controller.act.Step;

/** Registers an instance on the group's own port. Registering it again changes nothing. */
public record Register(String group, String target) implements Step {
    @Override
    public String sentence() {
        return "register " + target;
    }
}
