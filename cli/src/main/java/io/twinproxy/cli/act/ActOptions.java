package io.twinproxy.cli.act;

import java.time.Duration;
import java.util.Optional;

/**
 * How to act.
 *
 * @param dryRun say what would be done, and change nothing
 * @param yes do not ask
 * @param atMost how long to wait for the end; empty to return once it is written
 */
public record ActOptions(boolean dryRun, boolean yes, Optional<Duration> atMost) {}
