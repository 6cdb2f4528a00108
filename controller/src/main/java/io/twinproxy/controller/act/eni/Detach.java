package io.twinproxy.controller.act.eni;

import io.twinproxy.controller.act.Step;

/**
 * Detaches what was seen, and nothing else: once the interface hangs elsewhere, its old attachment id is not found.
 *
 * @param force without the guest's consent; for a graceful detach that does not end
 */
public record Detach(String attachmentId, boolean force) implements Step {
    @Override
    public String sentence() {
        return "detach " + attachmentId + (force ? ", forced" : "");
    }
}
