package io.twinproxy.cli.verb;

import io.twinproxy.cli.act.News;
import io.twinproxy.cli.look.PairStatus;
import io.twinproxy.cli.look.Picture;
import io.twinproxy.cli.look.StatusReport;
import io.twinproxy.cli.output.Output;
import io.twinproxy.cli.output.OutputFormat;
import io.twinproxy.cli.output.Times;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.Shell;
import io.twinproxy.cli.shell.Signals;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.Store.Leader;
import io.twinproxy.coordination.UnavailableException;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code status --watch}: a screen redrawn on a terminal; elsewhere a line for each pair that changed, or a report in
 * JSON or YAML for each change. One thread.
 */
final class StatusWatch {
    /** Ages grow and the leader is asked for at this pace, whether or not a pair changed. */
    private static final Duration REDRAW = Duration.ofSeconds(1);

    private static final String CLEAR = "\u001b[H\u001b[2J";

    private final Shell shell;
    private final Output output;
    private final Store store;
    private final Times times;
    private final SortedMap<String, String> shown = new TreeMap<>();

    StatusWatch(Shell shell, Output output, Store store) {
        this.shell = shell;
        this.output = output;
        this.store = store;
        this.times = new Times(shell.clock());
    }

    Exit follow(Optional<String> pair) throws VerbException {
        News news = new News();
        AutoCloseable watch = store.watch(pair, news);
        Signals.Handle interrupt = shell.signals().onInterrupt(news::end);
        try {
            return follow(news);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.DONE;
        } finally {
            interrupt.close();
            close(watch);
        }
    }

    private Exit follow(News news) throws InterruptedException {
        Exit exit = Exit.DONE;
        long seen = 0;
        while (true) {
            News.Edition edition = news.after(seen, REDRAW);
            if (edition.ended()) {
                return exit;
            }
            seen = edition.version();
            Optional<Leader> leader = leader();
            StatusReport report = new StatusReport(
                    leader,
                    edition.pairs().values().stream()
                            .map(records -> PairStatus.of(new Picture(records, leader), times))
                            .toList());
            show(report, edition.connected());
            exit = report.exit();
        }
    }

    private Optional<Leader> leader() {
        try {
            return store.leader();
        } catch (UnavailableException e) {
            return Optional.empty();
        }
    }

    private void show(StatusReport report, boolean connected) {
        String connection = connected ? "" : "The connection to ZooKeeper is lost; this may be old.";
        if (shell.terminal().interactive() && output.format() == OutputFormat.TABLE) {
            shell.out().print(CLEAR + output.text(report) + (connected ? "" : connection + "\n"));
            shell.out().flush();
            return;
        }
        SortedMap<String, String> now = new TreeMap<>();
        report.pairs().forEach(p -> now.put(p.picture().pair(), p.sentence()));
        now.put("", connected ? report.leaderSentence() : connection);
        if (now.equals(shown)) {
            return;
        }
        if (output.format() != OutputFormat.TABLE) {
            output.show(report);
        } else {
            now.forEach((name, sentence) -> {
                if (!sentence.equals(shown.get(name))) {
                    line(name, sentence);
                }
            });
            shown.keySet().stream().filter(name -> !now.containsKey(name)).forEach(name -> line(name, "deleted"));
        }
        shown.clear();
        shown.putAll(now);
    }

    private void line(String name, String sentence) {
        shell.out().println(times.local(shell.nowMillis()) + " " + (name.isEmpty() ? "" : name + ": ") + sentence);
        shell.out().flush();
    }

    private static void close(AutoCloseable watch) {
        try {
            watch.close();
        } catch (Exception e) {
            throw new IllegalStateException("a watch could not be closed", e);
        }
    }
}
