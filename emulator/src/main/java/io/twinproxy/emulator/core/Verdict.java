package io.twinproxy.emulator.core;

import java.time.Duration;
import java.util.Optional;

/**
 * What is to go wrong with one call. Whoever carries calls does, in this order: wait {@code before.delay}; if
 * {@code before.dropped}, give no answer and apply nothing; if {@code before.error}, answer it and apply nothing; if
 * {@code after.lateBy}, apply that much later and give no answer; otherwise apply, and lose or cut off the reply as
 * {@code after.reply} says.
 */
public record Verdict(Before before, After after) {
    public static final Verdict CLEAN =
            new Verdict(new Before(false, Optional.empty(), Duration.ZERO), new After(Reply.WHOLE, Optional.empty()));

    /** What happens on the way in. */
    public record Before(boolean dropped, Optional<CloudError> error, Duration delay) {}

    /** What happens to the effect and the reply. */
    public record After(Reply reply, Optional<Duration> lateBy) {}

    /** How much of the reply arrives. */
    public enum Reply {
        WHOLE,
        LOST,
        TRUNCATED
    }

    Verdict dropped() {
        return new Verdict(new Before(true, Optional.empty(), before.delay()), after);
    }

    Verdict error(CloudError error) {
        return new Verdict(new Before(false, Optional.of(error), before.delay()), after);
    }

    Verdict delayed(Duration delay) {
        return new Verdict(
                new Before(before.dropped(), before.error(), before.delay().plus(delay)), after);
    }

    Verdict reply(Reply reply) {
        return new Verdict(before, new After(reply, after.lateBy()));
    }

    Verdict late(Duration lateBy) {
        return new Verdict(before, new After(Reply.LOST, Optional.of(lateBy)));
    }
}
