package io.twinproxy.controller.report;

import io.twinproxy.controller.decide.Decision;
import io.twinproxy.controller.decide.HostView;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.Move;
import io.twinproxy.coordination.record.Phases;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One pair on the page: what it is in, why, who is active, who holds the endpoint, and what stands in the way. */
final class PairCard {
    private final Html html;
    private final Snapshot.Pair pair;
    private final PairStatus status;

    PairCard(Html html, Snapshot.Pair pair) {
        this.html = html;
        this.pair = pair;
        this.status = pair.status();
    }

    void write() {
        html.open("article", "pair " + pair.tone().word());
        head();
        endpoint();
        html.open("div", "hosts");
        status.hosts().forEach(this::host);
        html.close("div");
        status.assignment().move().ifPresent(this::move);
        more();
        html.close("article");
    }

    private void head() {
        Decision decision = status.decision();
        html.open("header", "").element("h2", "", status.pair());
        html.element("time", "", "for " + words(pair.since())).close("header");
        html.open("p", "title")
                .open("b", "")
                .text(String.valueOf(decision.situation().number()))
                .raw("</b>")
                .text(decision.situation().title())
                .close("p");
        html.element("p", "why", decision.sentence());
        if (pair.tone() != Tone.CALM) {
            html.element("p", "advice", decision.situation().advice());
        }
    }

    private void endpoint() {
        Placement placement = status.placement();
        html.open("p", "endpoint").text("Endpoint: ").open("b", "");
        html.text(
                switch (placement.kind()) {
                    case HELD -> "held by " + placement.host().orElse("");
                    case NONE -> "held by nobody";
                    case OUTSIDE -> "held by a stranger";
                    case CHANGING -> "changing hands";
                    case UNKNOWN -> "not known";
                });
        html.raw("</b>").text(" (" + placement.sentence() + ")").close("p");
    }

    private void host(HostView host) {
        boolean active = status.assignment().active().equals(Optional.of(host.name()));
        boolean holds = status.placement().heldBy(host.name());
        html.open("div", "host " + tone(host).word() + (holds ? " holds" : ""));
        html.open("h3", "").raw("<span class=\"dot\"></span>").text(host.name());
        html.element("span", "role", active ? "active" : "standby").close("h3");
        html.open("p", "")
                .element("b", "", host.health().name().toLowerCase(Locale.ROOT))
                .text(": " + host.why())
                .close("p");
        if (holds) {
            html.element("p", "", "holds the endpoint");
        }
        if (!host.enoughBackends()) {
            html.element("p", "", "reaches too few backends");
        }
        if (host.ready() && !active) {
            html.element("p", "", "ready to take over");
        } else if (!host.ready()) {
            html.element("p", "", active ? "Would not be chosen now, because" : "Not ready, because");
            list("", host.notReady());
        }
        html.close("div");
    }

    private static Tone tone(HostView host) {
        return switch (host.health()) {
            case DOWN -> Tone.BAD;
            case SUSPECT -> Tone.WARN;
            case UNKNOWN -> Tone.QUIET;
            case SERVING -> host.ready() ? Tone.CALM : Tone.WARN;
        };
    }

    private void move(Move move) {
        html.open("div", "move").open("p", "").element("b", "", "Moving to " + move.to());
        html.text(move.from().map(from -> " from " + from).orElse("") + ": " + move.cause())
                .close("p");
        if (!move.step().isEmpty()) {
            html.element("p", "", "Now: " + move.step());
        }
        html.open("ul", "phases");
        for (String phase : Phases.ORDER) {
            Long millis = move.phases().get(phase);
            html.element("li", millis == null ? "" : "done", millis == null ? phase : phase + " " + millis + " ms");
        }
        html.close("ul").close("div");
    }

    private void more() {
        html.open("div", "more");
        status.work().ifPresent(work -> html.element("p", "", "Under way: " + work));
        if (!status.holdDown().isZero() && !status.holdDown().isNegative()) {
            html.element("p", "", "Automatic moves rest for " + words(status.holdDown()) + " more.");
        }
        pair.last().ifPresent(event -> html.element("p", "", "Last in the history: " + kind(event) + event.sentence()));
        if (!status.preflight().isEmpty()) {
            html.element("p", "", "A move could not be carried out, because");
            list("list", status.preflight());
        }
        html.close("div");
    }

    private static String kind(Event event) {
        String way = event.from().map(from -> " from " + from).orElse("")
                + event.to().map(to -> " to " + to).orElse("");
        return switch (event.kind()) {
            case SITUATION, DECLARED -> "";
            case MOVE_STARTED -> "move" + way + " begun: ";
            case MOVE_DONE -> "move" + way + " done: ";
            case MOVE_FAILED -> "move" + way + " failed: ";
            case REFUSED -> "refused: ";
        };
    }

    private void list(String classes, List<String> items) {
        html.open("ul", classes);
        items.forEach(item -> html.element("li", "", item));
        html.close("ul");
    }

    /** A length of time as one glance takes it in. */
    static String words(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 3600) {
            return seconds / 60 + " min";
        }
        return seconds < 48 * 3600 ? seconds / 3600 + " h" : seconds / 86400 + " days";
    }
}
