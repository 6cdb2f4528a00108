package io.twinproxy.cli.act;

import io.twinproxy.cli.output.Page;
import io.twinproxy.cli.output.Report;
import io.twinproxy.coordination.json.JsonObject;
import java.util.List;

/** All of an acting verb: {@code {verb, results: [{pair, result, exit, sentences, steps, remarks}]}}. */
public record ActReport(String verb, List<Result> results) implements Report {
    public ActReport {
        results = List.copyOf(results);
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("verb", verb)
                .put("results", results.stream().map(Result::json).toList());
    }

    @Override
    public void text(Page page) {
        results.forEach(result -> text(result, page));
    }

    private void text(Result result, Page page) {
        boolean dry = result.result().equals("dry-run");
        for (String sentence : result.sentences()) {
            page.line(result.pair() + ": " + (dry ? "would " : "") + sentence);
        }
        if (dry || differences()) {
            page.lines(result.steps(), !differences());
        }
        result.remarks().forEach(remark -> page.line("  Note: " + remark));
        if (dry) {
            page.line("  Dry run: nothing was changed.");
        }
        if (result.result().equals("requested")) {
            page.line("  Follow it: twinproxy status " + result.pair() + " --watch");
        }
    }

    /** A declaration's steps are what differs, which is worth seeing even after the fact. */
    private boolean differences() {
        return verb.equals(Applying.VERB);
    }
}
