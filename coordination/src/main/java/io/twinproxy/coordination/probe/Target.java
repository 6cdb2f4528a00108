package io.twinproxy.coordination.probe;

import java.time.Duration;

/**
 * One proxy to probe, and how.
 *
 * @param address a name or an IP address
 * @param probe how often
 * @param timeout how long a reply may take, from the start of the attempt: a connection that has to be made first counts
 * @param misses how many probes in a row must go unanswered for silence
 */
public record Target(String address, int port, ProbeProtocol protocol, Duration probe, Duration timeout, int misses) {
    public Target {
        if (address.isEmpty() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("no such address to probe: '" + address + "' port " + port);
        }
        if (probe.isNegative() || probe.isZero() || timeout.isNegative() || timeout.isZero() || misses < 1) {
            throw new IllegalArgumentException("probe, timeout and misses must be positive");
        }
    }
}
