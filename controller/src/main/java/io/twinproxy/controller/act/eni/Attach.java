package io.twinproxy.controller.act.eni;

import io.twinproxy.controller.act.Step;

/**
 * Attaches the interface. The call has no token; what makes it harmless to repeat is that an interface in use is
 * refused.
 *
 * @param networkCardIndex always said, because types with several cards have refused the implied 0
 */
public record Attach(String networkInterface, String instance, int deviceIndex, int networkCardIndex) implements Step {
    @Override
    public String sentence() {
        return "attach " + networkInterface + " to " + instance + " at device index " + deviceIndex;
    }
}
