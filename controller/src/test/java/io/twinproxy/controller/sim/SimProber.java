package io.twinproxy.controller.sim;

import io.twinproxy.coordination.probe.Prober;
import io.twinproxy.coordination.probe.Sighting;
import io.twinproxy.coordination.probe.Target;
import io.twinproxy.coordination.record.Sight;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Probes simulated proxies from one process: what the real prober reports, without its sockets. */
final class SimProber implements Prober {
    private static final Duration ROUND_TRIP = Duration.ofMillis(1);

    /** What one request to an address would meet at this moment. */
    enum Reach {
        REPLY,
        REFUSED,
        NOTHING
    }

    interface Network {
        Reach reach(String from, String address);
    }

    private final String from;
    private final Proc proc;
    private final Network network;
    private boolean closed;

    SimProber(String from, Proc proc, Network network) {
        this.from = from;
        this.proc = proc;
        this.network = network;
    }

    @Override
    public Watch watch(Target target, Consumer<Sighting> onChange) {
        SimWatch watch = new SimWatch(target, onChange);
        proc.after(ROUND_TRIP, watch::probe);
        return watch;
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class SimWatch implements Watch {
        private final Target target;
        private final Consumer<Sighting> onChange;
        private Sighting latest;
        private boolean ended;
        private int misses;
        private long expectedNanos;

        SimWatch(Target target, Consumer<Sighting> onChange) {
            this.target = target;
            this.onChange = onChange;
            this.latest = new Sighting(Sight.UNKNOWN, "", proc.nanos(), OptionalLong.empty(), OptionalLong.empty());
            this.expectedNanos = proc.nanos();
        }

        private void probe() {
            if (ended || closed) {
                return;
            }
            switch (network.reach(from, target.address())) {
                case REPLY -> {
                    misses = 0;
                    see(Sight.ANSWERED, "");
                    again(target.probe());
                }
                case REFUSED -> {
                    misses = 0;
                    see(Sight.REFUSED, "connection refused");
                    again(target.probe());
                }
                case NOTHING -> {
                    expectedNanos = proc.nanos() + target.timeout().toNanos();
                    proc.after(target.timeout(), this::unanswered);
                }
            }
        }

        /** A miss of its own that comes late does not count: it was this process that slept. */
        private void unanswered() {
            boolean slept = proc.nanos() - expectedNanos > target.timeout().toNanos();
            misses = slept ? 0 : misses + 1;
            if (misses >= target.misses()) {
                see(Sight.SILENT, "no reply within " + target.timeout().toMillis() + " ms");
            }
            again(ROUND_TRIP);
        }

        private void again(Duration delay) {
            proc.after(delay, this::probe);
        }

        private void see(Sight sight, String detail) {
            long now = proc.nanos();
            OptionalLong answered = sight == Sight.ANSWERED ? OptionalLong.of(now) : latest.lastAnswerNanos();
            boolean changed = latest.sight() != sight;
            OptionalLong failed = !sight.down()
                    ? OptionalLong.empty()
                    : changed && latest.firstFailureNanos().isEmpty()
                            ? OptionalLong.of(now)
                            : latest.firstFailureNanos();
            latest = new Sighting(sight, detail, changed ? now : latest.sinceNanos(), answered, failed);
            if (changed) {
                onChange.accept(latest);
            }
        }

        @Override
        public Target target() {
            return target;
        }

        @Override
        public Sighting latest() {
            return latest;
        }

        @Override
        public void close() {
            ended = true;
        }
    }
}
