package io.twinproxy.cli.act;

import io.twinproxy.cli.shell.Exit;
import io.twinproxy.coordination.json.JsonObject;
import java.util.List;

/**
 * What became of a deed on one pair.
 *
 * @param result one word for programs: done, requested, unchanged, dry-run, refused, failed, unreachable, timed-out
 */
public record Result(
        String pair, String result, Exit exit, List<String> sentences, List<String> steps, List<String> remarks) {
    public Result {
        sentences = List.copyOf(sentences);
        steps = List.copyOf(steps);
        remarks = List.copyOf(remarks);
    }

    static Result of(String pair, String word, Verdict verdict) {
        return new Result(pair, word, verdict.exit(), verdict.sentences(), verdict.steps(), verdict.remarks());
    }

    static Result ended(String pair, Exit exit, String sentence) {
        return new Result(pair, exit.word(), exit, List.of(sentence), List.of(), List.of());
    }

    JsonObject json() {
        return new JsonObject()
                .put("pair", pair)
                .put("result", result)
                .put("exit", exit.code())
                .put("sentences", sentences)
                .put("steps", steps)
                .put("remarks", remarks);
    }
}
