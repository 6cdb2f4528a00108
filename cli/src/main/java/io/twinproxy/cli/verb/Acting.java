package io.twinproxy.cli.verb;

import io.twinproxy.cli.act.ActOptions;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options every acting verb takes besides its reason. */
final class Acting {
    @Option(names = "--dry-run", description = "Say what would be done, steps included, and change nothing.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask; needed where there is no terminal to ask on.")
    private boolean yes;

    @Option(
            names = "--wait",
            arity = "0..1",
            fallbackValue = "60s",
            paramLabel = "DURATION",
            description = "Wait for the end of it, at most this long (60s unless given): --wait, --wait=5m.")
    private Optional<Duration> atMost = Optional.empty();

    ActOptions options() {
        return new ActOptions(dryRun, yes, atMost);
    }
}
