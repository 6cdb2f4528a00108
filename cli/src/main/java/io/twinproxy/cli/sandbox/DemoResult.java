package io.twinproxy.cli.sandbox;

import io.twinproxy.coordination.json.JsonObject;
import java.time.Duration;
import java.util.SortedMap;

/**
 * What a demonstration showed. Times in milliseconds from the moment the fault was inflicted.
 *
 * @param detectedMs until the leader judged the active down, or heard the operator
 * @param decidedMs until the move was written down
 * @param movedMs until the new active had answered through the endpoint
 * @param outageMs the longest time between two good replies, as the client saw it
 * @param phases as the history has them, from when the leader first saw the cause
 * @param sentence how the move ended, in the history's words
 */
public record DemoResult(
        String fault,
        String endpoint,
        String cloudDelay,
        String activeBefore,
        String activeAfter,
        long detectedMs,
        long decidedMs,
        long movedMs,
        long outageMs,
        long requests,
        long failed,
        Duration readyAfter,
        SortedMap<String, Long> phases,
        String sentence) {
    public JsonObject toJson() {
        JsonObject timed = new JsonObject();
        phases.forEach((phase, millis) -> timed.put(phase + "Ms", millis.longValue()));
        return new JsonObject()
                .put("fault", fault)
                .put("endpoint", endpoint)
                .put("cloudDelay", cloudDelay)
                .put("activeBefore", activeBefore)
                .put("activeAfter", activeAfter)
                .put("detectedMs", detectedMs)
                .put("decidedMs", decidedMs)
                .put("movedMs", movedMs)
                .put("outageMs", outageMs)
                .put("requests", requests)
                .put("failed", failed)
                .put("readyMs", readyAfter)
                .put("phases", timed)
                .put("sentence", sentence);
    }

    public boolean moved() {
        return !activeAfter.isEmpty() && !activeAfter.equals(activeBefore);
    }
}
