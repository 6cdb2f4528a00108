package io.twinproxy.coordination.record;

import io.twinproxy.coordination.settings.Key;
import io.twinproxy.coordination.settings.Section;
import java.util.List;
import java.util.Optional;

/**
 * What a pair does where there is a choice.
 *
 * @param failback the host to return to once it is ready and the hold-down is over; empty for never
 * @param restoreDrift whether an endpoint found on the other ready host is moved back; else it is adopted there
 */
public record Policy(Optional<String> failback, boolean restoreDrift) {
    public static final Key FAILBACK = new Key(
            "failback",
            "never, or a host's name",
            "never",
            "The host to return to once it is ready and the hold-down is over.");
    public static final Key DRIFT = new Key(
            "drift",
            "adopt or restore",
            "adopt",
            "What happens when someone else moved the endpoint to the other ready host: accept it, or move it back.");

    public static final List<Key> KEYS = List.of(FAILBACK, DRIFT);

    static Policy read(Section section) {
        String failback = section.string(FAILBACK);
        return new Policy(
                failback.equals("never") ? Optional.empty() : Optional.of(failback),
                section.word(
                        DRIFT,
                        word -> switch (word) {
                            case "adopt" -> Optional.of(false);
                            case "restore" -> Optional.of(true);
                            default -> Optional.empty();
                        },
                        false));
    }
}
