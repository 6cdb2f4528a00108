package io.twinproxy.controller.report;

import io.twinproxy.controller.decide.HostView;
import io.twinproxy.controller.decide.Situation;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Move;
import java.util.Optional;

/** A snapshot as JSON. Keys that end in {@code Ms} are milliseconds; absent keys mean that there is none. */
final class StatusJson {
    private StatusJson() {}

    static JsonObject of(Snapshot snapshot) {
        JsonObject json = new JsonObject()
                .put("format", 1)
                .put("controller", snapshot.controller())
                .put("leading", snapshot.epoch().isPresent());
        snapshot.epoch().map(Epoch::number).ifPresent(number -> json.put("epoch", number));
        return json.put("sinceTurnMs", snapshot.sinceTurn())
                .put("atMs", snapshot.atMillis())
                .put("pairs", snapshot.pairs().stream().map(StatusJson::pair).toList());
    }

    private static JsonObject pair(Snapshot.Pair pair) {
        PairStatus status = pair.status();
        Assignment assignment = status.assignment();
        JsonObject json = new JsonObject()
                .put("pair", status.pair())
                .put("situation", situation(pair))
                .put("active", assignment.active())
                .put("placement", placement(status))
                .put("holdDownMs", status.holdDown())
                .put("work", status.work())
                .put("preflight", status.preflight())
                .put(
                        "hosts",
                        status.hosts().stream()
                                .map(host -> host(host, assignment.active()))
                                .toList());
        assignment.move().ifPresent(move -> json.put("move", move(move)));
        pair.last().ifPresent(event -> json.put("last", event.toJson()));
        return json;
    }

    private static JsonObject situation(Snapshot.Pair pair) {
        Situation situation = pair.status().decision().situation();
        return new JsonObject()
                .put("number", situation.number())
                .put("title", situation.title())
                .put("action", JsonObject.name(situation.action()))
                .put("tone", pair.tone().word())
                .put("target", pair.status().decision().target())
                .put("sentence", pair.status().decision().sentence())
                .put("meaning", situation.meaning())
                .put("advice", situation.advice())
                .put("sinceMs", pair.since());
    }

    private static JsonObject placement(PairStatus status) {
        return new JsonObject()
                .put("kind", JsonObject.name(status.placement().kind()))
                .put("host", status.placement().host())
                .put("sentence", status.placement().sentence());
    }

    private static JsonObject host(HostView host, Optional<String> active) {
        return new JsonObject()
                .put("host", host.name())
                .put("role", active.equals(Optional.of(host.name())) ? "active" : "standby")
                .put("health", JsonObject.name(host.health()))
                .put("why", host.why())
                .put("ready", host.ready())
                .put("notReady", host.notReady())
                .put("alive", host.alive())
                .put("drained", host.drained())
                .put("enoughBackends", host.enoughBackends());
    }

    private static JsonObject move(Move move) {
        JsonObject phases = new JsonObject();
        move.phases().forEach((phase, millis) -> phases.put(phase, millis.longValue()));
        return new JsonObject()
                .put("id", move.id())
                .put("from", move.from())
                .put("to", move.to())
                .put("step", move.step())
                .put("cause", move.cause())
                .put("phases", phases);
    }
}
