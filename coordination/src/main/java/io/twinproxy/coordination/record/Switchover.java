package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Optional;

/**
 * An operator's wish that another host be active. It is done, refused or overtaken once the assignment names its id as
 * answered; until then it stands.
 *
 * @param id unique; the assignment's {@link Assignment#answered()} repeats it
 * @param to the host wanted; empty means the other one
 * @param forced a failover: go even though the active looks healthy or the hold-down runs; the target must be up
 * @param drill rehearsed for practice; recorded as such
 */
public record Switchover(String id, Optional<String> to, boolean forced, boolean drill, Request request) {
    JsonObject toJson() {
        return new JsonObject()
                .put("id", id)
                .put("to", to)
                .put("forced", forced)
                .put("drill", drill)
                .put("request", request.toJson());
    }

    static Switchover from(JsonObject json) throws BadJsonException {
        JsonObject request = json.object("request").orElseThrow(() -> new BadJsonException("key 'request' is missing"));
        return new Switchover(
                json.string("id"),
                json.optionalString("to"),
                json.bool("forced", false),
                json.bool("drill", false),
                Request.from(request));
    }
}
