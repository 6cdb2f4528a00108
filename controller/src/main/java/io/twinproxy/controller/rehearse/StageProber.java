package io.twinproxy.controller.rehearse;

import io.twinproxy.coordination.probe.Prober;
import io.twinproxy.coordination.probe.Sighting;
import io.twinproxy.coordination.probe.Target;
import io.twinproxy.coordination.record.Sight;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Sees each address as answering, or as refusing when its host is down, without a socket. One thread. */
final class StageProber implements Prober {
    private final Agenda agenda;
    private final Predicate<String> down;
    private final Set<StageWatch> watches = new LinkedHashSet<>();

    StageProber(Agenda agenda, Predicate<String> down) {
        this.agenda = agenda;
        this.down = down;
    }

    @Override
    public Watch watch(Target target, Consumer<Sighting> onChange) {
        StageWatch watch = new StageWatch(target, onChange);
        watches.add(watch);
        return watch;
    }

    /** A host went down or came back. */
    void look() {
        List.copyOf(watches).forEach(w -> w.onChange.accept(w.latest()));
    }

    @Override
    public void close() {
        watches.clear();
    }

    private final class StageWatch implements Watch {
        private final Target target;
        private final Consumer<Sighting> onChange;
        private final long sinceNanos = agenda.nanos();

        StageWatch(Target target, Consumer<Sighting> onChange) {
            this.target = target;
            this.onChange = onChange;
        }

        @Override
        public Target target() {
            return target;
        }

        @Override
        public Sighting latest() {
            boolean refused = down.test(target.address());
            OptionalLong now = OptionalLong.of(agenda.nanos());
            return new Sighting(
                    refused ? Sight.REFUSED : Sight.ANSWERED,
                    refused ? "connection refused" : "",
                    sinceNanos,
                    refused ? OptionalLong.of(sinceNanos) : now,
                    refused ? now : OptionalLong.empty());
        }

        @Override
        public void close() {
            watches.remove(this);
        }
    }
}
