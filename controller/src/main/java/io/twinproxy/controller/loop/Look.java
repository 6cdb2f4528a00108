package io.twinproxy.controller.loop;

import io.twinproxy.coordination.Lease;
import java.time.Duration;

/**
 * What a turn is the same for every pair.
 *
 * @param lease as of now
 * @param connected the store answers
 * @param asleep for how much longer ages are distrusted
 * @param braked many pairs look down at once
 */
record Look(long nowNanos, Lease lease, boolean connected, Duration asleep, boolean braked) {}
