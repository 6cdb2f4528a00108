package io.twinproxy.controller.loop;

import java.util.Optional;

/**
 * Since when an endpoint has been in its state of change, from looks of which some could not be read and some may be
 * stale. A look that cannot be read says nothing, so it neither ends a state nor begins one: otherwise a cloud that now
 * and then throttles a look would put off every deadline for ever. Loop's thread only.
 */
final class Steady {
    /**
     * A state that is seen again this soon after another came between was never left: that one was a stale read. Twice
     * the longest pause between two looks of a move.
     */
    private static final long GLIMPSE_NANOS = 2_000_000_000L;

    private Optional<Stay> stay = Optional.empty();
    private Optional<Stay> before = Optional.empty();
    private long sinceNanos;

    Steady(long nowNanos) {
        this.sinceNanos = nowNanos;
    }

    /** A state, as a look that could be read told it. Answers whether it is another than the look before told. */
    boolean saw(String state, long nowNanos) {
        if (stay.isPresent() && stay.get().state().equals(state)) {
            stay = Optional.of(stay.get().until(nowNanos));
            return false;
        }
        boolean back = before.filter(b -> b.state().equals(state))
                .filter(b -> nowNanos - b.lastNanos() < GLIMPSE_NANOS)
                .isPresent();
        Stay next = back ? before.get().until(nowNanos) : new Stay(state, nowNanos, nowNanos);
        before = stay;
        stay = Optional.of(next);
        sinceNanos = nowNanos;
        return true;
    }

    /** When the state began, however short another was seen in between: what deadlines are counted from. */
    long beganNanos() {
        return stay.map(Stay::beganNanos).orElse(sinceNanos);
    }

    /** Since when no other state has been seen: what makes a surprise believable. */
    long sinceNanos() {
        return sinceNanos;
    }

    private record Stay(String state, long beganNanos, long lastNanos) {
        Stay until(long nowNanos) {
            return new Stay(state, beganNanos, nowNanos);
        }
    }
}
