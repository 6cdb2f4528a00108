package io.twinproxy.controller.act.command;

import io.twinproxy.controller.act.Step;

/** Runs the operator's move command for a host; the command must be idempotent, as every step is. */
public record MoveTo(String host) implements Step {
    @Override
    public String sentence() {
        return "run the move command for " + host;
    }
}
