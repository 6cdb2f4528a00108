package io.twinproxy.cli.look;

import io.twinproxy.cli.output.Page;
import io.twinproxy.cli.output.Report;
import io.twinproxy.cli.output.Times;
import io.twinproxy.controller.decide.Situation;
import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.coordination.record.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All of {@code explain}: the pair's status object, and {@code meaning, advice, hosts: [...], ifActiveDied, cannot:
 * [...], lastMove?} besides. The most important comes first: it is read at night.
 */
public record Explanation(Picture picture, List<Event> events, Times times) implements Report {
    public Explanation {
        events = List.copyOf(events);
    }

    private Optional<Situation> situation() {
        return picture.reading().flatMap(r -> Situation.of(r.situation()));
    }

    private List<String> cannot() {
        return Ailments.cannotFailOver(picture, times);
    }

    private Optional<String> successor() {
        return picture.standbys().stream().filter(picture::ready).findFirst();
    }

    private String ifActiveDied() {
        if (cannot().isEmpty() && successor().isPresent()) {
            return successor().get() + " takes over.";
        }
        return "Nothing would move. Clients would have no service until someone acts.";
    }

    private List<String> stepsIfActiveDied() {
        if (!cannot().isEmpty() || successor().isEmpty() || picture.spec().isEmpty()) {
            return List.of();
        }
        return Steps.of(
                picture.spec().get().endpoint(), picture.active(), successor().get());
    }

    @Override
    public JsonObject json() {
        JsonObject json = PairStatus.of(picture, times).json();
        picture.leader().ifPresent(l -> json.put("leader", StatusReport.leader(l)));
        situation().ifPresent(s -> json.put("meaning", s.meaning()).put("advice", s.advice()));
        List<JsonObject> hosts = new ArrayList<>();
        picture.hosts().forEach(host -> hosts.add(new HostFacts(picture, host, times).json()));
        json.put("hosts", hosts);
        picture.reading()
                .ifPresent(r -> json.put("holdDownMs", r.holdDownMillis()).put("preflight", r.preflight()));
        HistoryReport.lastMove(events).ifPresent(e -> json.put("lastMove", HistoryReport.event(e)));
        return json.put("ifActiveDied", ifActiveDied())
                .put("cannot", cannot())
                .put("stepsIfActiveDied", stepsIfActiveDied());
    }

    @Override
    public void text(Page page) {
        summary(page);
        wrong(page);
        hosts(page);
        asked(page);
        page.blank().heading("If the active died now");
        page.line("  " + ifActiveDied());
        cannot().forEach(reason -> page.line("  - " + reason));
        page.lines(stepsIfActiveDied(), true);
        move(page);
        page.blank().line(StatusReport.sentence(picture.leader()));
    }

    private void summary(Page page) {
        if (!picture.undecidable().isEmpty()) {
            page.heading(picture.pair() + ": a record cannot be read, so nothing moves");
            page.line("  What the leader last said:");
        }
        page.heading(picture.pair() + ": "
                + picture.reading()
                        .map(r -> r.name() + " (" + r.situation() + ")")
                        .orElse("nobody has read this pair yet"));
        picture.reading().ifPresent(r -> {
            page.line("  " + r.sentence() + ".");
            page.line("  Since " + times.at(r.sinceMillis()) + ".");
        });
        situation().ifPresent(s -> {
            page.line("  " + s.meaning());
            page.line("  What to do: " + s.advice());
        });
        if (!picture.readingFresh()) {
            picture.reading()
                    .ifPresent(r -> page.line("  Careful: " + r.by() + " read it so in epoch " + r.epoch()
                            + ", and no longer leads. It may not be so now."));
        }
        page.line("  Active: "
                + picture.active().orElse(picture.records().assignment().readable() ? "none" : "cannot be told")
                + ". The endpoint is on "
                + picture.holder().orElse("nobody known")
                + picture.reading()
                        .filter(r -> !r.placement().isEmpty())
                        .map(r -> " (" + r.placement() + ")")
                        .orElse("")
                + ".");
    }

    private void wrong(Page page) {
        List<String> problems = Ailments.degraded(picture);
        if (problems.isEmpty()) {
            return;
        }
        page.blank().heading("What is wrong");
        problems.forEach(p -> page.line("  - " + page.style().bad(p)));
    }

    private void hosts(Page page) {
        page.blank().heading("Hosts");
        if (picture.hosts().isEmpty()) {
            page.line("  None. Start an agent with pair: " + picture.pair() + ".");
        }
        picture.hosts().forEach(host -> new HostFacts(picture, host, times).text(page));
    }

    private void asked(Page page) {
        page.blank().heading("What operators asked");
        List<String> lines = new ArrayList<>();
        picture.intent().paused().ifPresent(p -> lines.add("Paused by " + said(p.by(), p.reason(), p.atMillis())));
        picture.drained().forEach((h, r) -> lines.add(h + " drained by " + said(r.by(), r.reason(), r.atMillis())));
        picture.intent().switchover().ifPresent(s -> {
            String by = said(s.request().by(), s.request().reason(), s.request().atMillis());
            String end = picture.assignment()
                    .flatMap(a -> a.answered())
                    .filter(a -> a.id().equals(s.id()))
                    .map(a -> " Answer: " + JsonObject.name(a.result())
                            + (a.sentence().isEmpty() ? "" : ", " + a.sentence()) + ".")
                    .orElse(" Not answered yet.");
            String wish = PairStatus.wish(s.forced(), s.to());
            lines.add(Character.toUpperCase(wish.charAt(0)) + wish.substring(1) + " by " + by + end);
        });
        if (lines.isEmpty()) {
            lines.add("Nothing.");
        }
        lines.forEach(line -> page.line("  " + line));
    }

    private String said(String by, String reason, long atMillis) {
        return by + ", " + times.at(atMillis) + ": " + reason + ".";
    }

    private void move(Page page) {
        picture.move().ifPresent(m -> {
            page.blank().heading("Move under way");
            page.line("  " + m.from().map(f -> f + " -> ").orElse("") + m.to() + ", begun "
                    + times.at(m.startedMillis()) + ": " + m.cause() + ".");
            page.line("  Step: " + (m.step().isEmpty() ? "none begun yet" : m.step()) + ".");
            Timeline.text(m.phases(), page);
        });
        Optional<Event> last = HistoryReport.lastMove(events);
        page.blank().heading("Last move");
        if (last.isEmpty()) {
            page.line("  None on record.");
            return;
        }
        Event event = last.get();
        page.line("  " + event.from().map(f -> f + " -> ").orElse("")
                + event.to().orElse("?") + ", " + HistoryReport.words(event.kind()) + " " + times.at(event.atMillis())
                + ".");
        page.line("  Why: " + event.situation() + " " + event.sentence() + ".");
        event.request().ifPresent(r -> page.line("  Asked by " + r.by() + ": " + r.reason() + "."));
        event.steps().forEach(step -> page.line("  Step: " + step + "."));
        Timeline.text(event.phases(), page);
    }
}
