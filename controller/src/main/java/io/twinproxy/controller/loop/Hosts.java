package io.twinproxy.controller.loop;

import io.twinproxy.controller.act.Preflight;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.decide.Evidence;
import io.twinproxy.controller.decide.HostView;
import io.twinproxy.controller.decide.Judge;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.probe.Prober;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.EndpointKind;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.Member;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Peer;
import io.twinproxy.coordination.record.Sight;
import io.twinproxy.coordination.record.Timings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The hosts of one pair as the leader knows them. Loop's thread only. */
final class Hosts {
    /** Beyond this many, a host that has left makes room for one that is there. */
    private static final int MAX = 16;

    /** A host that has been gone for this long, while two others are there, has been replaced. */
    private static final Duration REPLACED = Duration.ofMinutes(10);

    private final SortedMap<String, Known> known = new TreeMap<>();

    void heard(PairRecords records, long nowNanos) {
        known.values().stream()
                .filter(k -> !records.hosts().containsKey(k.host))
                .forEach(k -> k.gone(nowNanos));
        records.hosts().forEach((host, entry) -> {
            if (known.containsKey(host) || room(records.assignment().value().orElse(Assignment.NONE))) {
                known.computeIfAbsent(host, Known::new).heard(entry, nowNanos);
            }
        });
        records.assignment()
                .value()
                .map(Assignment::members)
                .ifPresent(members -> members.forEach((host, member) -> {
                    if (known.containsKey(host) || known.size() < MAX) {
                        known.computeIfAbsent(host, Known::new).remembered(member);
                    }
                }));
    }

    /** Whether one more can be taken in; the place of one that is gone and not needed is given up for it. */
    private boolean room(Assignment assignment) {
        if (known.size() >= MAX) {
            known.values().stream()
                    .filter(k -> !k.present() && !needed(k.host, assignment))
                    .findFirst()
                    .ifPresent(this::forget);
        }
        return known.size() < MAX;
    }

    /** The active, and both ends of a move, are remembered whatever becomes of them. */
    private static boolean needed(String host, Assignment assignment) {
        Optional<String> it = Optional.of(host);
        return assignment.active().equals(it)
                || assignment
                        .move()
                        .map(m -> m.to().equals(host) || m.from().equals(it))
                        .orElse(false);
    }

    /**
     * Forgets who will not come back under its name: a host whose machine goes by another name now, and one that has
     * been gone for long while two others are there. What is known of them would bar or blame those that remain.
     */
    void forget(Assignment assignment, long nowNanos) {
        List<Known> there = known.values().stream().filter(Known::present).toList();
        List<Known> over = known.values().stream()
                .filter(k -> !k.present() && !needed(k.host, assignment))
                .filter(k -> there.stream().anyMatch(other -> renamed(k, other))
                        || (there.size() >= 2 && k.absentFor(nowNanos).compareTo(REPLACED) >= 0))
                .toList();
        over.forEach(this::forget);
    }

    private static boolean renamed(Known before, Known now) {
        Optional<String> instance = before.member().flatMap(Member::instance);
        return instance.isPresent() && instance.equals(now.member().flatMap(Member::instance));
    }

    private void forget(Known host) {
        host.stop();
        known.remove(host.host);
    }

    void probe(Prober prober, Timings timings, Runnable onChange) {
        known.values().forEach(k -> k.probe(prober, timings, onChange));
    }

    void stop() {
        known.values().forEach(Known::stop);
    }

    Optional<Known> get(String host) {
        return Optional.ofNullable(known.get(host));
    }

    Optional<Heartbeat> heartbeat(String host) {
        return get(host).flatMap(Known::heartbeat);
    }

    SortedMap<String, Member> members() {
        SortedMap<String, Member> members = new TreeMap<>();
        known.forEach((host, k) -> k.member().ifPresent(m -> members.put(host, m)));
        return members;
    }

    List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        known.forEach((host, k) -> targets.add(target(host)));
        return List.copyOf(targets);
    }

    Target target(String host) {
        Optional<Member> member = get(host).flatMap(Known::member);
        return new Target(host, member.flatMap(Member::instance), member.flatMap(Member::zone));
    }

    /** Judges every host; {@code active} is the one whose pools the others must share. */
    List<HostView> judge(PairSpec spec, Intent intent, Optional<String> active, Preflight preflight, long nowNanos) {
        Optional<String> digest =
                active.flatMap(this::get).flatMap(Known::member).map(Member::digest);
        List<HostView> views = new ArrayList<>();
        for (Known k : known.values()) {
            HostView view = Judge.judge(evidence(k, spec, intent, active, preflight, nowNanos), digest);
            k.judged(view, nowNanos);
            views.add(view);
        }
        return List.copyOf(views);
    }

    private Evidence evidence(
            Known k, PairSpec spec, Intent intent, Optional<String> active, Preflight preflight, long nowNanos) {
        Optional<Peer> peer = witness(k.host, spec.timings(), nowNanos);
        return new Evidence(
                k.host,
                k.present(),
                k.heartbeat(),
                k.age(nowNanos),
                spec.timings().lateAfter(),
                k.sight(),
                k.sightDetail(),
                peer.map(Peer::sight).orElse(Sight.UNKNOWN),
                peer.map(Peer::detail).orElse(""),
                Optional.ofNullable(intent.drained().get(k.host)).map(r -> "by " + r.by() + ": " + r.reason()),
                k.downFor(nowNanos),
                placeable(k, spec, active, preflight));
    }

    /** What another host, itself alive, says of this one; the worst of several. */
    private Optional<Peer> witness(String host, Timings timings, long nowNanos) {
        Optional<Peer> said = Optional.empty();
        for (Known other : known.values()) {
            Optional<Peer> peer = other.heartbeat()
                    .filter(h -> other.present() && !late(other, h, timings, nowNanos) && !h.leaving())
                    .flatMap(Heartbeat::peer)
                    .filter(p -> p.host().equals(host));
            if (peer.isPresent() && (said.isEmpty() || peer.get().sight().down())) {
                said = peer;
            }
        }
        return said;
    }

    private static boolean late(Known k, Heartbeat h, Timings timings, long nowNanos) {
        return k.age(nowNanos).compareTo(h.refresh().plus(timings.lateAfter())) > 0;
    }

    private static Optional<String> placeable(Known k, PairSpec spec, Optional<String> active, Preflight preflight) {
        if (k.unreadable().isPresent()) {
            return Optional.of("its heartbeat cannot be read: " + k.unreadable().get());
        }
        boolean needsInstance = spec.endpoint().kind() != EndpointKind.COMMAND;
        if (needsInstance && k.member().flatMap(Member::instance).isEmpty()) {
            return Optional.of("its instance id is not known; set 'instance' in its agent.yml");
        }
        List<String> against = active.equals(Optional.of(k.host)) ? List.of() : preflight.against(k.host);
        return against.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", against));
    }
}
