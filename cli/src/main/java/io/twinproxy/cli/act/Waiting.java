package io.twinproxy.cli.act;

import io.twinproxy.cli.act.Verdict.Ended;
import io.twinproxy.cli.act.Verdict.Until;
import io.twinproxy.cli.look.Picture;
import io.twinproxy.cli.output.Times;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.Shell;
import io.twinproxy.cli.shell.Signals;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.Store.Leader;
import io.twinproxy.coordination.record.Move;
import io.twinproxy.coordination.settings.Durations;
import java.time.Duration;
import java.util.Optional;

/** Waits for the end of what was asked, and shows progress on a terminal; elsewhere it is quiet. One thread. */
final class Waiting {
    /** How often the elapsed time on a terminal moves on: fast enough to look alive, cheap enough not to matter. */
    private static final Duration REDRAW = Duration.ofMillis(100);

    private static final String CLEAR = "\r\u001b[K";

    private final Shell shell;
    private final Store store;
    private final Optional<Leader> leader;

    Waiting(Shell shell, Store store, Optional<Leader> leader) {
        this.shell = shell;
        this.store = store;
        this.leader = leader;
    }

    Ended await(String pair, String asked, Until until, Duration atMost) throws VerbException {
        News news = new News();
        Runnable standing = () -> {
            shell.err().println();
            shell.err()
                    .println("The request stands: " + pair + ": " + asked + ". Follow it: twinproxy status " + pair
                            + " --watch");
            shell.err().flush();
        };
        AutoCloseable watch = store.watch(Optional.of(pair), news);
        Signals.Handle interrupt = shell.signals().onInterrupt(standing);
        try {
            return await(pair, news, until, atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VerbException(Exit.TIMED_OUT, pair + ": waiting was interrupted; the request stands");
        } finally {
            interrupt.close();
            close(watch);
        }
    }

    private Ended await(String pair, News news, Until until, Duration atMost) throws InterruptedException {
        long begun = shell.nanos().getAsLong();
        long seen = 0;
        boolean heard = false;
        while (true) {
            long spent = shell.nanos().getAsLong() - begun;
            Duration left = atMost.minusNanos(spent);
            if (left.isNegative() || left.isZero()) {
                return timedOut(news.after(seen, Duration.ZERO), atMost);
            }
            boolean drawn = shell.terminal().interactive();
            News.Edition edition = news.after(seen, drawn && REDRAW.compareTo(left) < 0 ? REDRAW : left);
            seen = edition.version();
            PairRecords records = edition.pairs().get(pair);
            if (records == null) {
                if (heard) {
                    return ended(new Ended(Exit.FAILED, "the pair was deleted meanwhile"));
                }
                continue;
            }
            heard = true;
            Picture picture = new Picture(records, leader);
            Optional<Ended> end = edition.connected() ? until.look(picture) : Optional.empty();
            if (end.isPresent()) {
                return ended(end.get());
            }
            draw(picture, edition.connected(), shell.nanos().getAsLong() - begun);
        }
    }

    private Ended timedOut(News.Edition edition, Duration atMost) {
        return ended(
                edition.connected()
                        ? new Ended(Exit.TIMED_OUT, "not done after " + Durations.text(atMost) + "; the request stands")
                        : new Ended(Exit.UNREACHABLE, "the connection to ZooKeeper is lost; the request stands"));
    }

    private Ended ended(Ended end) {
        if (shell.terminal().interactive()) {
            shell.err().print(CLEAR);
            shell.err().flush();
        }
        return end;
    }

    private void draw(Picture picture, boolean connected, long spentNanos) {
        if (!shell.terminal().interactive()) {
            return;
        }
        String what = connected
                ? picture.move().map(Waiting::step).orElse("waiting for the leader")
                : "connection to ZooKeeper lost; waiting for it";
        shell.err().print(CLEAR + picture.pair() + ": " + what + "  " + Times.brief(spentNanos / 1_000_000));
        shell.err().flush();
    }

    private static String step(Move move) {
        return move.from().map(f -> f + " -> ").orElse("-> ") + move.to() + ": "
                + (move.step().isEmpty() ? "beginning" : move.step());
    }

    private static void close(AutoCloseable watch) {
        try {
            watch.close();
        } catch (Exception e) {
            throw new IllegalStateException("a watch could not be closed", e);
        }
    }
}
