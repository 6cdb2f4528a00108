package io.twinproxy.controller.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;

/**
 * The page for people: no script, nothing from elsewhere, reads without colour, and asks for itself again every two
 * seconds. Pairs that want someone come first.
 */
final class StatusPage {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    /** Two hosts, one endpoint: the one on the left has it. */
    private static final String MARK =
            "<svg viewBox=\"0 0 40 26\" aria-hidden=\"true\"><circle cx=\"13\" cy=\"13\" r=\"11\" fill=\"var(--busy)\"/>"
                    + "<circle cx=\"27\" cy=\"13\" r=\"11\" fill=\"none\" stroke=\"var(--soft)\" stroke-width=\"2.5\"/>"
                    + "</svg>";

    private final String style;

    /** Reads the style sheet, once: nothing is loaded while a failover runs. */
    StatusPage() {
        try (InputStream in = StatusPage.class.getResourceAsStream("status.css")) {
            if (in == null) {
                throw new IllegalStateException("status.css is missing beside the status page");
            }
            style = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String html(Snapshot snapshot) {
        List<Snapshot.Pair> pairs = snapshot.pairs().stream()
                .sorted(Comparator.comparing(Snapshot.Pair::tone)
                        .thenComparing(pair -> pair.status().pair()))
                .toList();
        Html html = new Html();
        html.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .raw("<meta http-equiv=\"refresh\" content=\"2\">\n<title>")
                .text(title(snapshot, pairs))
                .raw("</title>\n<style>\n" + style + "</style></head><body>\n");
        top(html, snapshot);
        if (!pairs.isEmpty()) {
            tally(html, pairs);
        }
        html.open("main", "");
        pairs.forEach(pair -> new PairCard(html, pair).write());
        if (pairs.isEmpty()) {
            empty(html, snapshot);
        }
        html.close("main");
        html.raw("<footer>").text("As of " + TIME.format(Instant.ofEpochMilli(snapshot.atMillis())) + ". ");
        html.raw("The same as <a href=\"status\">JSON</a> and as <a href=\"metrics\">metrics</a>.</footer>\n");
        return html.raw("</body></html>\n").toString();
    }

    /** What a browser's tab shows: the worst first. */
    private static String title(Snapshot snapshot, List<Snapshot.Pair> pairs) {
        long wanting = pairs.stream().filter(StatusPage::wants).count();
        return (wanting > 0 ? wanting + " to look at · " : "") + "twinproxy " + snapshot.controller();
    }

    private static boolean wants(Snapshot.Pair pair) {
        return pair.tone() == Tone.BAD || pair.tone() == Tone.WARN;
    }

    private static void top(Html html, Snapshot snapshot) {
        html.open("div", "top").open("h1", "").raw(MARK).text("twinproxy").close("h1");
        if (!snapshot.turning()) {
            html.element("span", "chip bad", "the loop has stood still for " + PairCard.words(snapshot.sinceTurn()));
        }
        html.open("span", "who").text("controller " + snapshot.controller() + " ");
        String leads =
                snapshot.epoch().map(epoch -> "leads, epoch " + epoch.number()).orElse("does not lead");
        html.element("span", "chip " + (snapshot.epoch().isPresent() ? "busy" : "quiet"), leads);
        html.close("span").close("div");
    }

    private static void tally(Html html, List<Snapshot.Pair> pairs) {
        html.open("div", "tally");
        count(html, pairs, "bad", "down or stuck", Tone.BAD);
        count(html, pairs, "warn", "to look at", Tone.WARN);
        count(html, pairs, "busy", "moving", Tone.BUSY);
        count(html, pairs, "quiet", "waiting", Tone.QUIET);
        count(html, pairs, "calm", "healthy", Tone.CALM);
        html.close("div");
    }

    private static void count(Html html, List<Snapshot.Pair> pairs, String classes, String words, Tone tone) {
        long count = pairs.stream().filter(pair -> pair.tone() == tone).count();
        if (count > 0) {
            html.open("span", classes)
                    .element("b", "", String.valueOf(count))
                    .text(" " + words)
                    .close("span");
        }
    }

    private static void empty(Html html, Snapshot snapshot) {
        boolean leads = snapshot.epoch().isPresent();
        html.open("div", "empty")
                .element("b", "", leads ? "No pair is declared yet" : "This controller does not lead")
                .text(
                        leads
                                ? "Declare one with: twinproxy pair apply -f pair.yml"
                                : "The leader shows the pairs; ask twinproxy status who that is.")
                .close("div");
    }
}
