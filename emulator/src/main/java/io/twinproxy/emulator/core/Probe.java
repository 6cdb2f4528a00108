package io.twinproxy.emulator.core;

import java.util.Optional;

/**
 * A health check that is due: whoever drives the cloud makes it and reports the result under the same probe.
 *
 * @param checker which of the independent checkers asks
 * @param instanceId the instance the target's address leads to now, or nobody
 * @param port the port to check
 * @param number tells this probe from every other, so that a late answer is not taken for a newer probe's
 */
public record Probe(
        String targetGroupArn,
        TargetId target,
        int checker,
        Optional<String> instanceId,
        int port,
        HealthCheckSettings check,
        long number) {

    /** How a health check ended. */
    public enum Result {
        OK(""),
        FAILED("Target.FailedHealthChecks"),
        TIMEOUT("Target.Timeout"),
        MISMATCH("Target.ResponseCodeMismatch");

        private final String reason;

        Result(String reason) {
            this.reason = reason;
        }

        /** The reason code of a target that is unhealthy because of it. */
        public String reason() {
            return reason;
        }
    }
}
