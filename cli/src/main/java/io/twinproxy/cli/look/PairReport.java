package io.twinproxy.cli.look;

import io.twinproxy.cli.output.Page;
import io.twinproxy.cli.output.Report;
import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.coordination.record.PairSpec;
import java.util.Optional;
import java.util.TreeMap;

/** All of {@code pair show}: {@code {pair, spec, applied?: {by, reason, at}}}; defaults are filled in. */
public record PairReport(PairSpec spec) implements Report {
    @Override
    public JsonObject json() {
        JsonObject plain = new PairSpec(
                        spec.pair(), spec.endpoint(), spec.timings(), spec.policy(), Optional.empty(), new TreeMap<>())
                .toJson();
        JsonObject json = new JsonObject().put("pair", spec.pair()).put("spec", plain);
        spec.applied().ifPresent(r -> json.put("applied", PairStatus.request(r)));
        return json;
    }

    @Override
    public void text(Page page) {
        SpecLines.of(spec).forEach((key, value) -> page.line(key + ": " + value));
        spec.applied()
                .ifPresent(r -> page.line("Applied by " + r.by() + ", "
                        + page.times().at(r.atMillis()) + (r.reason().isEmpty() ? "" : ": " + r.reason())));
    }
}
