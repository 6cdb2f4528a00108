package io.twinproxy.cli.look;

import io.twinproxy.cli.output.Times;
import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.coordination.record.Move;
import io.twinproxy.coordination.record.Reading;
import io.twinproxy.coordination.record.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One pair in {@code status}: its line, its object and what is wrong with it. */
public record PairStatus(Picture picture, List<String> problems, Times times) {
    public static final List<String> COLUMNS =
            List.of("PAIR", "ACTIVE", "STANDBY", "ENDPOINT", "SITUATION", "SINCE", "NOTE");

    public static PairStatus of(Picture picture, Times times) {
        return new PairStatus(picture, Ailments.degraded(picture), times);
    }

    public boolean degraded() {
        return !problems.isEmpty();
    }

    public List<String> cells() {
        return List.of(
                picture.pair(),
                picture.active().orElse(""),
                String.join(", ", standbys()),
                picture.holder().orElse(picture.reading().isPresent() ? "nobody known" : ""),
                situation(),
                picture.reading().map(r -> times.ago(r.sinceMillis())).orElse(""),
                String.join("; ", notes()));
    }

    /** What a line that is not part of a table says, without ages, so that it differs only when something changed. */
    public String sentence() {
        List<String> parts = new ArrayList<>();
        parts.add(picture.active().map(a -> "active " + a).orElse("no active"));
        standbys().forEach(s -> parts.add("standby " + s));
        parts.add("endpoint " + picture.holder().orElse("nobody known"));
        parts.add(situation().isEmpty() ? "not read" : situation());
        picture.intent().paused().ifPresent(p -> parts.add("paused"));
        picture.drained().keySet().forEach(h -> parts.add(h + " drained"));
        picture.move().ifPresent(m -> parts.add("moving to " + m.to() + step(m)));
        parts.addAll(problems);
        return String.join("; ", parts);
    }

    public String situation() {
        return picture.reading().map(r -> r.situation() + " " + r.name()).orElse("");
    }

    private List<String> standbys() {
        return picture.standbys().stream()
                .map(h -> picture.ready(h) ? h : h + " (not ready)")
                .toList();
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        picture.move()
                .ifPresent(m -> notes.add("moving to " + m.to() + step(m) + ", "
                        + Times.brief(Math.max(0, times.age(m.startedMillis())))));
        picture.intent().paused().ifPresent(p -> notes.add("paused by " + p.by() + " " + times.ago(p.atMillis())));
        picture.drained().forEach((host, r) -> notes.add(host + " drained by " + r.by()));
        picture.openSwitchover()
                .filter(s -> picture.move().isEmpty())
                .ifPresent(s -> notes.add("asked by " + s.request().by() + ": " + wish(s.forced(), s.to())));
        notes.addAll(problems);
        return notes;
    }

    static String wish(boolean forced, Optional<String> to) {
        return (forced ? "failover" : "switchover") + to.map(h -> " to " + h).orElse("");
    }

    private static String step(Move move) {
        return move.step().isEmpty() ? "" : ": " + move.step();
    }

    public JsonObject json() {
        JsonObject json = new JsonObject().put("pair", picture.pair());
        picture.spec().ifPresent(s -> json.put("kind", s.endpoint().kind().word()));
        json.put("active", picture.active()).put("standby", standbyObjects()).put("holder", picture.holder());
        picture.reading().ifPresent(r -> put(json, r));
        picture.intent().paused().ifPresent(p -> json.put("paused", request(p)));
        List<JsonObject> drained = new ArrayList<>();
        picture.drained().forEach((host, r) -> drained.add(request(r).put("host", host)));
        json.put("drained", drained);
        picture.openSwitchover()
                .ifPresent(s -> json.put(
                        "asked",
                        request(s.request()).put("id", s.id()).put("to", s.to()).put("forced", s.forced())));
        picture.move().ifPresent(m -> json.put("move", move(m)));
        return json.put("degraded", degraded()).put("problems", problems);
    }

    private List<JsonObject> standbyObjects() {
        return picture.standbys().stream()
                .map(h -> new JsonObject()
                        .put("host", h)
                        .put("ready", picture.ready(h))
                        .put("reasons", picture.notReady(h)))
                .toList();
    }

    private static void put(JsonObject json, Reading reading) {
        json.put("placement", reading.placement())
                .put("situation", reading.situation())
                .put("name", reading.name())
                .put("sentence", reading.sentence())
                .put("since", Times.iso(reading.sinceMillis()));
    }

    private JsonObject move(Move move) {
        return new JsonObject()
                .put("id", move.id())
                .put("from", move.from())
                .put("to", move.to())
                .put("step", move.step())
                .put("started", Times.iso(move.startedMillis()))
                .put("elapsedMs", Math.max(0, times.age(move.startedMillis())));
    }

    public static JsonObject request(Request request) {
        return new JsonObject()
                .put("by", request.by())
                .put("reason", request.reason())
                .put("at", Times.iso(request.atMillis()));
    }
}
