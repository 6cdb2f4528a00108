package io.twinproxy.cli.look;

import io.twinproxy.cli.output.Page;
import io.twinproxy.cli.output.Report;
import io.twinproxy.cli.output.Times;
import io.twinproxy.coordination.json.JsonObject;
import java.util.List;

/** All of {@code check}: {@code {pair, active?, ready, reasons: [...]}}. */
public record CheckReport(Picture picture, List<String> reasons) implements Report {
    public static CheckReport of(Picture picture, Times times) {
        return new CheckReport(picture, Ailments.cannotFailOver(picture, times));
    }

    public boolean ready() {
        return reasons.isEmpty();
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("pair", picture.pair())
                .put("active", picture.active())
                .put("ready", ready())
                .put("reasons", reasons);
    }

    @Override
    public void text(Page page) {
        if (ready()) {
            page.line(page.style().good(picture.pair() + " could fail over now") + ": "
                    + String.join(
                            ", ",
                            picture.standbys().stream().filter(picture::ready).toList())
                    + " is ready to take over from " + picture.active().orElse("nobody") + ".");
            return;
        }
        page.line(page.style().bad(picture.pair() + " could not fail over now") + ":");
        reasons.forEach(reason -> page.line("  - " + reason));
    }
}
