package io.twinproxy.cli.look;

import io.twinproxy.cli.output.Page;
import io.twinproxy.cli.output.Report;
import io.twinproxy.cli.output.Table;
import io.twinproxy.cli.output.Times;
import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.coordination.record.Event;
import java.util.List;
import java.util.Optional;

/** All of {@code history}, newest last: {@code {pair, events: [{id, kind, at, situation, sentence, steps, …}]}}. */
public record HistoryReport(String pair, List<Event> events) implements Report {
    /** Off the one host and onto the other. */
    private static final int PLAIN_STEPS = 2;

    public HistoryReport {
        events = List.copyOf(events);
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("pair", pair)
                .put("events", events.stream().map(HistoryReport::event).toList());
    }

    static JsonObject event(Event event) {
        JsonObject json = new JsonObject()
                .put("id", event.id())
                .put("kind", JsonObject.name(event.kind()))
                .put("at", Times.iso(event.atMillis()))
                .put("situation", event.situation())
                .put("sentence", event.sentence())
                .put("from", event.from())
                .put("to", event.to())
                .put("epoch", event.epoch())
                .put("by", event.by());
        event.request().ifPresent(r -> json.put("request", PairStatus.request(r)));
        if (!event.phases().isEmpty()) {
            JsonObject phases = new JsonObject();
            Timeline.ordered(event.phases()).forEach(phase -> phases.put(phase.name() + "Ms", phase.millis()));
            json.put("phases", phases);
        }
        if (!event.steps().isEmpty()) {
            json.put("steps", event.steps());
        }
        return json;
    }

    @Override
    public void text(Page page) {
        if (events.isEmpty()) {
            page.line("Nothing has happened to " + pair + " yet.");
            return;
        }
        Table table = new Table("WHEN", "WHAT", "FROM", "TO", "TOOK", "OPERATOR", "WHY");
        for (Event event : events) {
            table.row(
                    page.times().at(event.atMillis()),
                    words(event.kind()),
                    event.from().orElse(""),
                    event.to().orElse(""),
                    Timeline.total(event.phases()).map(Times::brief).orElse(""),
                    event.request().map(r -> r.by() + ": " + r.reason()).orElse(""),
                    event.situation() + " " + event.sentence() + rungs(event));
        }
        page.table(table);
    }

    /** A move that took more steps than a plain one says which: it is what an operator asks next. */
    static String rungs(Event event) {
        return event.steps().size() > PLAIN_STEPS ? "; steps: " + String.join(", ", event.steps()) : "";
    }

    static String words(Event.Kind kind) {
        return JsonObject.name(kind).replace('-', ' ');
    }

    /** The newest event that ended a move. */
    static Optional<Event> lastMove(List<Event> events) {
        return events.stream()
                .filter(e -> e.kind() == Event.Kind.MOVE_DONE || e.kind() == Event.Kind.MOVE_FAILED)
                .reduce((older, newer) -> newer);
    }
}
