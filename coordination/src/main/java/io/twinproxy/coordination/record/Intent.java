package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.json.JsonObject;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What operators asked of a pair. Only operators write it; the leader answers in the assignment.
 *
 * @param paused nothing moves while it is there
 * @param switchover the last wish for another active; answered or not
 * @param drained hosts that must not become active, and are left when another is ready
 * @param unknown keys of a newer version
 */
public record Intent(
        Optional<Request> paused,
        Optional<Switchover> switchover,
        SortedMap<String, Request> drained,
        SortedMap<String, Object> unknown) {
    public Intent {
        drained = Collections.unmodifiableSortedMap(new TreeMap<>(drained));
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    public static final Intent NONE = new Intent(Optional.empty(), Optional.empty(), new TreeMap<>(), new TreeMap<>());

    public Intent withPaused(Optional<Request> request) {
        return new Intent(request, switchover, drained, unknown);
    }

    public Intent withSwitchover(Switchover wish) {
        return new Intent(paused, Optional.of(wish), drained, unknown);
    }

    public Intent withoutSwitchover() {
        return new Intent(paused, Optional.empty(), drained, unknown);
    }

    public Intent withDrained(String host, Optional<Request> request) {
        SortedMap<String, Request> next = new TreeMap<>(drained);
        next.remove(host);
        request.ifPresent(r -> next.put(host, r));
        return new Intent(paused, switchover, next, unknown);
    }

    public byte[] bytes() {
        JsonObject json = Format.begin();
        paused.ifPresent(p -> json.put("paused", p.toJson()));
        switchover.ifPresent(s -> json.put("switchover", s.toJson()));
        JsonObject hosts = new JsonObject();
        drained.forEach((host, request) -> hosts.put(host, request.toJson()));
        return Json.bytes(json.put("drained", hosts).putAll(unknown));
    }

    public static Intent parse(byte[] bytes) throws BadJsonException {
        JsonObject json = Json.parse(bytes);
        Format.check(json);
        Optional<JsonObject> pause = json.object("paused");
        Optional<JsonObject> wish = json.object("switchover");
        SortedMap<String, Request> drained = new TreeMap<>();
        JsonObject hosts = json.object("drained").orElseGet(JsonObject::new);
        for (String host : new TreeMap<>(hosts.asMap()).keySet()) {
            drained.put(host, Request.from(hosts.required(host)));
        }
        return new Intent(
                pause.isPresent() ? Optional.of(Request.from(pause.get())) : Optional.empty(),
                wish.isPresent() ? Optional.of(Switchover.from(wish.get())) : Optional.empty(),
                drained,
                json.rest());
    }
}
