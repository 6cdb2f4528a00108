package io.twinproxy.emulator.core;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How the targets of a group are checked. A set-up may go below the limits of the API; a created group may not.
 *
 * @param protocol TCP, HTTP or HTTPS
 * @param port the port checked, or empty for the one traffic goes to
 * @param path the path asked for over HTTP
 * @param interval between two checks by one checker
 * @param timeout after which an unanswered check has failed
 * @param healthyThreshold good checks in a row that make a target healthy
 * @param unhealthyThreshold failed checks in a row that make it unhealthy
 * @param enabled whether targets are checked at all
 */
public record HealthCheckSettings(
        String protocol,
        OptionalInt port,
        String path,
        Duration interval,
        Duration timeout,
        int healthyThreshold,
        int unhealthyThreshold,
        boolean enabled) {

    public HealthCheckSettings {
        if (interval.isNegative() || interval.isZero() || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a health check's interval and timeout must be above zero");
        }
        if (healthyThreshold < 1 || unhealthyThreshold < 1) {
            throw new IllegalArgumentException("a health check's thresholds must be at least 1");
        }
    }

    /** The API's defaults for a network load balancer: TCP to the traffic port, 30 s, 5 good, 2 bad. */
    public static HealthCheckSettings tcp() {
        return new HealthCheckSettings(
                "TCP", OptionalInt.empty(), "/", Duration.ofSeconds(30), Duration.ofSeconds(10), 5, 2, true);
    }

    public static HealthCheckSettings http(int port, String path) {
        return new HealthCheckSettings(
                "HTTP", OptionalInt.of(port), path, Duration.ofSeconds(30), Duration.ofSeconds(6), 5, 2, true);
    }

    public HealthCheckSettings every(Duration newInterval, Duration newTimeout) {
        return new HealthCheckSettings(
                protocol, port, path, newInterval, newTimeout, healthyThreshold, unhealthyThreshold, enabled);
    }

    public HealthCheckSettings thresholds(int healthy, int unhealthy) {
        return new HealthCheckSettings(protocol, port, path, interval, timeout, healthy, unhealthy, enabled);
    }

    public HealthCheckSettings disabled() {
        return new HealthCheckSettings(
                protocol, port, path, interval, timeout, healthyThreshold, unhealthyThreshold, false);
    }
}
