package io.twinproxy.cli.act;

import io.twinproxy.cli.look.PairStatus;
import io.twinproxy.cli.look.Picture;
import io.twinproxy.cli.look.StatusReport;
import io.twinproxy.cli.output.Output;
import io.twinproxy.cli.output.OutputFormat;
import io.twinproxy.cli.output.Page;
import io.twinproxy.cli.output.Times;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.Shell;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.Store.Leader;
import io.twinproxy.coordination.UnavailableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How every change is made: judge, show, ask, write, wait. What is written is what was confirmed: when the pair changed
 * in between so that something else would now be done, nothing is. One thread.
 */
public final class Act {
    /** Operators are few: who loses this often in a row should look at who else is at work. */
    private static final int ATTEMPTS_MAX = 3;

    private final Shell shell;
    private final Output output;
    private final Store store;
    private final ActOptions options;

    private record Judged(Picture picture, Verdict verdict) {}

    public Act(Shell shell, Output output, Store store, ActOptions options) {
        this.shell = shell;
        this.output = output;
        this.store = store;
        this.options = options;
    }

    /** Does the deed on each pair, one after the other; one that fails stops no other. */
    public Exit on(List<String> pairs, Deed deed) throws VerbException, UnavailableException {
        Optional<Leader> leader = store.leader();
        Map<String, Judged> judged = new LinkedHashMap<>();
        for (String pair : pairs) {
            judged.put(pair, judge(pair, deed, leader));
        }
        boolean changes =
                judged.values().stream().anyMatch(j -> j.verdict().write().isPresent());
        boolean asked = changes && !options.dryRun() && !options.yes();
        if (asked) {
            confirm(deed, judged, leader);
        }
        List<Result> results = new ArrayList<>();
        for (Map.Entry<String, Judged> entry : judged.entrySet()) {
            Judged first = entry.getValue();
            if (options.dryRun() || first.verdict().write().isEmpty()) {
                results.add(untouched(entry.getKey(), first.verdict()));
            } else {
                results.add(reached(entry.getKey(), deed, first, asked, leader));
            }
        }
        return show(deed, results);
    }

    /** A store that goes away says so for the pair it was asked about: what was done to those before it is told too. */
    private Result reached(String pair, Deed deed, Judged first, boolean stale, Optional<Leader> leader)
            throws VerbException {
        try {
            return commit(pair, deed, first, stale, leader);
        } catch (UnavailableException e) {
            return Result.ended(
                    pair, Exit.UNREACHABLE, "ZooKeeper did not answer; nothing was changed (" + e.getMessage() + ")");
        }
    }

    private Judged judge(String pair, Deed deed, Optional<Leader> leader) throws UnavailableException {
        Picture picture = new Picture(store.read(pair), leader);
        return new Judged(picture, deed.judge(picture));
    }

    private static Result untouched(String pair, Verdict verdict) {
        if (verdict.exit() != Exit.DONE) {
            return Result.of(pair, verdict.exit().word(), verdict);
        }
        return Result.of(pair, verdict.write().isPresent() ? "dry-run" : "unchanged", verdict);
    }

    private void confirm(Deed deed, Map<String, Judged> judged, Optional<Leader> leader) throws VerbException {
        if (!shell.terminal().interactive()) {
            throw new VerbException(
                    Exit.USAGE, "This changes a pair, and there is no terminal to ask on: say --yes to go ahead.");
        }
        Times times = new Times(shell.clock());
        Page page = output.page();
        new StatusReport(
                        leader,
                        judged.values().stream()
                                .map(j -> PairStatus.of(j.picture(), times))
                                .toList())
                .text(page);
        judged.forEach((pair, j) -> {
            j.verdict().sentences().forEach(s -> page.line(pair + ": " + s));
            page.lines(j.verdict().steps(), !deed.verb().equals(Applying.VERB));
            j.verdict().remarks().forEach(r -> page.line("  Note: " + r));
        });
        shell.err().print(page.text() + "Go ahead? [y/N] ");
        shell.err().flush();
        String answer = shell.terminal().answer().orElse("").strip().toLowerCase(java.util.Locale.ROOT);
        if (!answer.equals("y") && !answer.equals("yes")) {
            throw new VerbException(Exit.REFUSED, "Not confirmed: nothing was changed.");
        }
    }

    /** @param stale time has passed since the first reading, so look again before writing */
    private Result commit(String pair, Deed deed, Judged first, boolean stale, Optional<Leader> leader)
            throws VerbException, UnavailableException {
        Judged judged = stale ? judge(pair, deed, leader) : first;
        for (int attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
            Verdict verdict = judged.verdict();
            if (verdict.write().isEmpty()) {
                return untouched(pair, verdict);
            }
            if (!verdict.sentences().equals(first.verdict().sentences())) {
                return Result.ended(
                        pair,
                        Exit.REFUSED,
                        "the pair changed meanwhile: instead of '"
                                + first.verdict().sentence() + "' this would now " + verdict.sentence()
                                + "; nothing was changed, ask again");
            }
            try {
                verdict.write().get().to(store);
                return written(pair, deed, verdict, leader);
            } catch (ConflictException e) {
                judged = judge(pair, deed, leader);
            } catch (UnavailableException e) {
                return Result.ended(
                        pair,
                        Exit.UNREACHABLE,
                        "ZooKeeper did not answer the write, which may have happened: look at twinproxy status " + pair
                                + " before trying again (" + e.getMessage() + ")");
            }
        }
        return Result.ended(
                pair,
                Exit.FAILED,
                "someone else wrote first, " + ATTEMPTS_MAX + " times in a row; nothing was changed, try again");
    }

    private Result written(String pair, Deed deed, Verdict verdict, Optional<Leader> leader) throws VerbException {
        String asked = verdict.sentence();
        if (options.atMost().isEmpty() || verdict.until().isEmpty()) {
            String word = deed.doneWhenWritten() ? "done" : "requested";
            return new Result(pair, word, Exit.DONE, List.of(word + ": " + asked), verdict.steps(), verdict.remarks());
        }
        if (leader.isEmpty()) {
            return Result.ended(
                    pair,
                    Exit.UNREACHABLE,
                    "written: " + asked + "; but there is nobody to wait for. " + StatusReport.NO_LEADER);
        }
        Verdict.Ended end = new Waiting(shell, store, leader)
                .await(pair, asked, verdict.until().get(), options.atMost().get());
        return new Result(
                pair,
                end.exit().word(),
                end.exit(),
                List.of(asked + ": " + end.sentence()),
                verdict.steps(),
                verdict.remarks());
    }

    private Exit show(Deed deed, List<Result> results) {
        Exit exit = results.stream().map(Result::exit).reduce(Exit.DONE, Exit::worse);
        if (output.format() != OutputFormat.TABLE) {
            output.show(new ActReport(deed.verb(), results));
            return exit;
        }
        for (Result result : results) {
            ActReport one = new ActReport(deed.verb(), List.of(result));
            if (result.exit() == Exit.DONE) {
                output.show(one);
            } else {
                output.say(output.text(one).stripTrailing());
            }
        }
        return exit;
    }
}
