package io.twinproxy.controller.report;

import io.twinproxy.controller.decide.Decision;
import io.twinproxy.controller.decide.Situation;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.Phases;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Says in the log what has changed, a line each: leadership, a pair's situation, a move. Silent otherwise: the current
 * truth is the status page. The loop's thread only.
 */
public final class LogReport implements Report {
    private static final Logger LOG = LoggerFactory.getLogger(LogReport.class);

    /** What was last said of each pair; one entry for each pair that is declared. */
    private final Map<String, String> said = new TreeMap<>();

    private Optional<Epoch> leading = Optional.empty();

    @Override
    public void leading(Optional<Epoch> epoch) {
        if (epoch.equals(leading)) {
            return;
        }
        if (epoch.isPresent()) {
            LOG.info("this controller leads from now on ({})", epoch.get());
        } else {
            LOG.info("this controller no longer leads ({} is over)", leading.orElseThrow());
        }
        leading = epoch;
        said.clear();
    }

    @Override
    public void read(PairStatus status) {
        Decision decision = status.decision();
        Situation situation = decision.situation();
        // Without its digits: a sentence that counts down says nothing new with every second.
        String key = situation.number() + " " + decision.target() + " "
                + decision.sentence().replaceAll("\\d+", "#");
        if (key.equals(said.put(status.pair(), key))) {
            return;
        }
        LOG.atLevel(level(situation))
                .log(
                        "{}: {} {}{}: {} ({})",
                        status.pair(),
                        situation.number(),
                        situation.title(),
                        decision.target().map(to -> " -> " + to).orElse(""),
                        oneLine(decision.sentence()),
                        epoch());
    }

    @Override
    public void removed(String pair) {
        if (said.remove(pair) != null) {
            LOG.info("{}: no longer declared; its endpoint stays where it is ({})", pair, epoch());
        }
    }

    @Override
    public void happened(String pair, Event event) {
        String line = switch (event.kind()) {
            case SITUATION -> "";
            case MOVE_STARTED -> "move" + way(event) + " begins";
            case MOVE_DONE -> "move" + way(event) + " done" + times(event);
            case MOVE_FAILED -> "move" + way(event) + " failed" + times(event);
            case REFUSED -> "refused";
            case DECLARED -> "declared";
        };
        if (line.isEmpty()) {
            return; // The reading itself has said it.
        }
        boolean good = event.kind() != Event.Kind.MOVE_FAILED && event.kind() != Event.Kind.REFUSED;
        LOG.atLevel(good ? Level.INFO : Level.WARN)
                .log(
                        "{}: {}: {} ({}, {}{})",
                        pair,
                        line,
                        oneLine(event.sentence()),
                        event.situation(),
                        "epoch " + event.epoch(),
                        event.request().map(r -> ", for " + oneLine(r.by())).orElse(""));
    }

    /** Calls are counted in the metrics; what follows from one that failed is in the situation. */
    @Override
    public void called(String pair, String what, Duration took, boolean answered) {
        LOG.debug(
                "{}: {}: {} after {} ms ({})", pair, what, answered ? "answered" : "failed", took.toMillis(), epoch());
    }

    /** Lateness that matters is situation 140. */
    @Override
    public void late(Duration by) {}

    private static Level level(Situation situation) {
        Tone tone = Tone.of(situation);
        return tone == Tone.BAD || tone == Tone.WARN ? Level.WARN : Level.INFO;
    }

    private static String way(Event event) {
        return event.from().map(from -> " from " + from).orElse("")
                + event.to().map(to -> " to " + to).orElse("");
    }

    private static String times(Event event) {
        String times = Phases.ORDER.stream()
                .filter(phase -> event.phases().containsKey(phase))
                .map(phase -> phase + " " + event.phases().get(phase) + " ms")
                .collect(Collectors.joining(", "));
        return times.isEmpty() ? "" : " [" + times + "]";
    }

    private String epoch() {
        return leading.map(Epoch::toString).orElse("not leading");
    }

    /** An operator's words come from outside: a line of them must not look like two. */
    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ");
    }
}
