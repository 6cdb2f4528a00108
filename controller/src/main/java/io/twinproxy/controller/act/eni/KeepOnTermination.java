package io.twinproxy.controller.act.eni;

import io.twinproxy.controller.act.Step;

/** Has the interface, and so the address, outlive the instance. A property of one attachment. */
public record KeepOnTermination(String networkInterface, String attachmentId) implements Step {
    @Override
    public String sentence() {
        return "keep " + networkInterface + " when its instance is terminated (" + attachmentId + ")";
    }
}
