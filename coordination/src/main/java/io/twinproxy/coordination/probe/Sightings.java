package io.twinproxy.coordination.probe;

import io.twinproxy.coordination.record.Sight;
import io.twinproxy.coordination.settings.Durations;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The rules of probing one target: events with their time come in, orders and a {@link Sighting} come out.
 *
 * <p>One probe is out at a time. After a miss the next goes out at once on a fresh line, and the old line stays open
 * for a late reply: a slow proxy is not a silent one. Whoever calls hands in what was read before it calls
 * {@link #due}, so that a reply which waited in a socket is never taken for a miss. A wake-up later than the timeout
 * means that the prober itself was not scheduled; what it missed then says nothing. No clock, no I/O; one thread.
 */
final class Sightings {
    /** How a line ended. */
    enum Loss {
        /** A connection was refused: nothing listens. */
        REFUSED,
        /** A connection that had been made was closed or reset, or spoke another protocol. */
        LOST,
        /** No connection could be tried: no route, no such name. As little is known as after a silence. */
        UNREACHABLE
    }

    private static final int NONE = 0;

    /** Between tries of a silent target: each half-open try may stay in a frozen proxy's accept queue. */
    private static final long SILENT_PAUSE_MAX_NANOS = 1_000_000_000L;

    /** 4, 8 and 16 ms after one another, then every 32 ms: a quarter of a second in all. */
    private static final long HURRY_NANOS = 4_000_000L;

    /** A process with much memory takes a while to die; its end is met within this. */
    private static final long HURRY_NANOS_MAX = 32_000_000L;

    private static final int HURRIES_MAX = 10;

    private final Target target;
    private final long probeNanos;
    private final long timeoutNanos;
    private final ArrayDeque<Order> orders = new ArrayDeque<>();
    private int lastLine = NONE;
    private int current = NONE;
    private int previous = NONE;
    private boolean connected;
    private boolean answered;
    private boolean awaiting;
    private long startedAt;
    private long wakeAt;
    private long freeToReconnectAt;
    private long silentPause;
    private int misses;
    private int hurries;
    private Sighting sighting;

    Sightings(Target target, long nowNanos) {
        this.target = target;
        this.probeNanos = target.probe().toNanos();
        this.timeoutNanos = target.timeout().toNanos();
        this.silentPause = probeNanos;
        this.freeToReconnectAt = nowNanos;
        this.sighting = Sighting.unknown(nowNanos);
        begin(nowNanos);
    }

    Sighting sighting() {
        return sighting;
    }

    /** When {@link #due} is to be called next. */
    long wakeAt() {
        return wakeAt;
    }

    /** The next thing to do, once; at most a handful follow one event. */
    Optional<Order> nextOrder() {
        return Optional.ofNullable(orders.poll());
    }

    void connected(int line) {
        if (line == current) {
            connected = true;
            order(Order.Verb.SEND, line);
        }
    }

    void replied(int line, long now) {
        if (line != current && line != previous) {
            return;
        }
        if (line == current && awaiting) {
            awaiting = false;
            answered = true;
            misses = 0;
            hurries = 0;
            silentPause = probeNanos;
            closePrevious();
            wakeAt = Math.max(now, startedAt + probeNanos);
            say(Sight.ANSWERED, "", OptionalLong.of(now), OptionalLong.empty(), now);
        } else if (!sighting.sight().down()) {
            misses = 0;
            say(Sight.ANSWERED, "", OptionalLong.of(now), OptionalLong.empty(), now);
        } else if (!awaiting) {
            thaw(line, now);
        }
    }

    /** A late reply ends no silence, but it is a good reason to ask again at once, on the line that just spoke. */
    private void thaw(int line, long now) {
        if (line == previous) {
            if (current != NONE) {
                order(Order.Verb.CLOSE, current);
            }
            current = previous;
            previous = NONE;
            connected = true;
        }
        answered = true;
        begin(now);
    }

    void lost(int line, Loss loss, String detail, long now) {
        if (line == previous) {
            previous = NONE;
            if (!awaiting && sighting.sight().down()) {
                reconnect(now);
            }
            return;
        }
        if (line != current) {
            return;
        }
        current = NONE;
        switch (loss) {
            case REFUSED -> {
                misses = 0;
                pauseUntil(Math.max(now, startedAt + probeNanos));
                fail(Sight.REFUSED, detail, now);
            }
            case LOST -> {
                if (answered) {
                    fail(sighting.sight(), detail, now);
                    reconnect(now);
                } else {
                    hurry(detail, now);
                }
            }
            case UNREACHABLE -> {
                count(detail, now);
                pauseUntil(Math.max(now, startedAt + probeNanos));
            }
        }
    }

    /** To be called when {@link #wakeAt} has come, after everything that could be read was handed in. */
    void due(long now) {
        if (now - wakeAt < 0) {
            return;
        }
        if (now - wakeAt > timeoutNanos) {
            distrust(now);
        } else if (awaiting) {
            miss(now);
        } else {
            begin(now);
        }
    }

    /** What was last seen to answer is still taken to; a verdict of down is taken back until it is found again. */
    private void distrust(long now) {
        misses = 0;
        silentPause = probeNanos;
        if (sighting.sight().down()) {
            String late =
                    "the prober itself was not scheduled for " + (now - wakeAt) / 1_000_000 + "ms and looks again";
            say(Sight.UNKNOWN, late, sighting.lastAnswerNanos(), OptionalLong.empty(), now);
        }
        if (awaiting) {
            retire();
        }
        begin(now);
    }

    private void miss(long now) {
        boolean wasConnected = current != NONE && connected;
        retire();
        count((wasConnected ? "no reply within " : "no connection within ") + Durations.text(target.timeout()), now);
        if (sighting.sight() == Sight.SILENT) {
            pauseUntil(now + silentPause);
            silentPause = Math.min(2 * silentPause, Math.max(probeNanos, SILENT_PAUSE_MAX_NANOS));
        } else {
            begin(now);
        }
    }

    private void count(String detail, long now) {
        misses = Math.min(misses + 1, target.misses());
        if (misses == target.misses()) {
            fail(Sight.SILENT, detail + ", " + misses + (misses == 1 ? " probe" : " probes in a row"), now);
        } else {
            fail(sighting.sight(), detail, now);
        }
    }

    /** At once, but not more often than probes go out: a peer may close every connection it accepts. */
    private void reconnect(long now) {
        if (now - freeToReconnectAt >= 0) {
            freeToReconnectAt = now + probeNanos;
            begin(now);
        } else {
            pauseUntil(freeToReconnectAt);
        }
    }

    /**
     * A line that was lost before it ever answered is what a process in the middle of dying gives: its listener takes
     * connections for some milliseconds more. A few tries in quick succession find it gone, and count as one miss
     * together; then the pace is as usual.
     */
    private void hurry(String detail, long now) {
        if (hurries == 0 || hurries == HURRIES_MAX) {
            count(detail, now);
        } else {
            fail(sighting.sight(), detail, now);
        }
        if (hurries < HURRIES_MAX) {
            pauseUntil(now + Math.min(HURRY_NANOS << hurries++, HURRY_NANOS_MAX));
        } else {
            pauseUntil(Math.max(now, startedAt + probeNanos));
        }
    }

    private void begin(long now) {
        awaiting = true;
        startedAt = now;
        wakeAt = now + timeoutNanos;
        if (current == NONE) {
            current = ++lastLine;
            connected = false;
            answered = false;
            order(Order.Verb.OPEN, current);
        } else {
            order(Order.Verb.SEND, current);
        }
    }

    private void pauseUntil(long at) {
        awaiting = false;
        wakeAt = at;
    }

    /** Leaves the line for a late reply, if it was ever made; at most one such line is kept. */
    private void retire() {
        awaiting = false;
        if (current == NONE) {
            return;
        }
        if (connected) {
            closePrevious();
            previous = current;
        } else {
            order(Order.Verb.CLOSE, current);
        }
        current = NONE;
    }

    private void closePrevious() {
        if (previous != NONE) {
            order(Order.Verb.CLOSE, previous);
            previous = NONE;
        }
    }

    private void order(Order.Verb verb, int line) {
        orders.add(new Order(verb, line));
    }

    private void fail(Sight sight, String detail, long now) {
        OptionalLong first =
                sighting.firstFailureNanos().isPresent() ? sighting.firstFailureNanos() : OptionalLong.of(now);
        say(sight, detail, sighting.lastAnswerNanos(), first, now);
    }

    private void say(Sight sight, String detail, OptionalLong lastAnswer, OptionalLong firstFailure, long now) {
        long since = sight == sighting.sight() ? sighting.sinceNanos() : now;
        sighting = new Sighting(sight, detail, since, lastAnswer, firstFailure);
    }
}
