package io.twinproxy.controller.loop;

import io.twinproxy.controller.decide.HostView;
import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.probe.ProbeProtocol;
import io.twinproxy.coordination.probe.Prober;
import io.twinproxy.coordination.probe.Sighting;
import io.twinproxy.coordination.probe.Target;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Member;
import io.twinproxy.coordination.record.Sight;
import io.twinproxy.coordination.record.Timings;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What the leader knows of one host, and the probe it keeps on it. Loop's thread only. */
final class Known {
    final String host;
    private Optional<Heartbeat> heartbeat = Optional.empty();
    private Optional<Member> member = Optional.empty();
    private Optional<String> unreadable = Optional.empty();
    private boolean present;
    private long arrivedNanos;
    private Optional<Prober.Watch> watch = Optional.empty();
    private OptionalLong absentSince = OptionalLong.empty();
    private OptionalLong downSince = OptionalLong.empty();
    private OptionalLong troubleSince = OptionalLong.empty();

    Known(String host) {
        this.host = host;
    }

    /** A heartbeat node as read. Its age counts from here, and only when it says something new. */
    void heard(Entry<Heartbeat> entry, long nowNanos) {
        present = entry.version() != Entry.ABSENT;
        unreadable = entry.problem();
        entry.value().ifPresent(beat -> {
            boolean fresh = heartbeat
                    .map(h ->
                            h.sequence() != beat.sequence() || !h.incarnation().equals(beat.incarnation()))
                    .orElse(true);
            if (fresh) {
                arrivedNanos = nowNanos;
            }
            heartbeat = Optional.of(beat);
            member = Optional.of(Member.of(beat));
        });
    }

    /** The node is not there: the session is gone, or the host has never been here. */
    void gone(long nowNanos) {
        if (present || absentSince.isEmpty()) {
            absentSince = OptionalLong.of(nowNanos);
        }
        present = false;
        unreadable = Optional.empty();
    }

    /** For how long its node has not been there. */
    Duration absentFor(long nowNanos) {
        return present || absentSince.isEmpty() ? Duration.ZERO : Duration.ofNanos(nowNanos - absentSince.getAsLong());
    }

    /** What an earlier leader wrote down of it, for as long as it has not been heard itself. */
    void remembered(Member remembered) {
        if (heartbeat.isEmpty()) {
            member = Optional.of(remembered);
        }
    }

    Optional<Heartbeat> heartbeat() {
        return heartbeat;
    }

    Optional<Member> member() {
        return member;
    }

    Optional<String> unreadable() {
        return unreadable;
    }

    boolean present() {
        return present;
    }

    Duration age(long nowNanos) {
        return Duration.ofNanos(nowNanos - arrivedNanos);
    }

    Sight sight() {
        return watch.map(w -> w.latest().sight()).orElse(Sight.UNKNOWN);
    }

    String sightDetail() {
        return watch.map(w -> w.latest().detail()).orElse("");
    }

    /** Keeps one probe on the host's present address. */
    void probe(Prober prober, Timings timings, Runnable onChange) {
        Optional<Target> wanted = member.flatMap(m -> target(m, timings));
        if (wanted.equals(watch.map(Prober.Watch::target))) {
            return;
        }
        stop();
        watch = wanted.map(target -> prober.watch(target, sighting -> onChange.run()));
    }

    private static Optional<Target> target(Member member, Timings timings) {
        return ProbeProtocol.of(member.protocol())
                .filter(p -> !member.address().isEmpty() && member.port() > 0 && member.port() <= 65535)
                .map(p -> new Target(
                        member.address(),
                        member.port(),
                        p,
                        timings.probe(),
                        timings.probeTimeout(),
                        timings.probeMisses()));
    }

    void stop() {
        watch.ifPresent(Prober.Watch::close);
        watch = Optional.empty();
    }

    /** Takes note of a judgement: since when it has been down, and since when anything spoke against it. */
    void judged(HostView view, long nowNanos) {
        if (!view.down()) {
            downSince = OptionalLong.empty();
        } else if (downSince.isEmpty()) {
            downSince = OptionalLong.of(nowNanos);
        }
        boolean trouble = view.down() || view.health() == io.twinproxy.controller.decide.Health.SUSPECT;
        if (!trouble) {
            troubleSince = OptionalLong.empty();
        } else if (troubleSince.isEmpty()) {
            long noticed = watch.map(Prober.Watch::latest)
                    .map(Sighting::firstFailureNanos)
                    .orElse(OptionalLong.empty())
                    .orElse(nowNanos);
            troubleSince = OptionalLong.of(Math.min(noticed, nowNanos));
        }
    }

    Duration downFor(long nowNanos) {
        return downSince.isPresent() ? Duration.ofNanos(nowNanos - downSince.getAsLong()) : Duration.ZERO;
    }

    /** When the first signal against the host was noticed, in the present run of them. */
    OptionalLong troubleSince() {
        return troubleSince;
    }
}
