package io.twinproxy.cli;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.record.Answer;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Hold;
import io.twinproxy.coordination.record.HoldDown;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.Move;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Peer;
import io.twinproxy.coordination.record.ProxyReport;
import io.twinproxy.coordination.record.Reading;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Sight;
import io.twinproxy.coordination.settings.SettingsException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Pairs in several states, as agents and a leader would have written them. */
final class World {
    static final long NOW = Instant.parse("2026-11-22T10:00:00Z").toEpochMilli();

    private World() {}

    static long ago(long seconds) {
        return NOW - seconds * 1000;
    }

    static PairSpec spec(String pair, String eni) {
        try {
            return PairSpec.parse(file(pair, eni, "60s"), "pair.yml");
        } catch (SettingsException e) {
            throw new AssertionError(e);
        }
    }

    static String file(String pair, String eni, String holdDown) {
        return "pair: " + pair + "\nendpoint: {kind: eni, network-interface: " + eni + "}\ntimings: {hold-down: "
                + holdDown + "}\n";
    }

    static Heartbeat heartbeat(String host, String peer, boolean active, String digest) {
        return heartbeat(host, peer, active, digest, "");
    }

    static Heartbeat heartbeat(String host, String peer, boolean active, String digest, String refused) {
        return new Heartbeat(
                "f00d-" + host,
                42,
                ago(2),
                Duration.ofSeconds(5),
                Optional.of("i-0" + host.charAt(host.length() - 1)),
                Optional.of("eu-west-1a"),
                new ProxyReport(true, "", "10.0.0.1", 22121, "memcache", digest, 2, 2, true).withRefused(refused),
                false,
                false,
                Optional.of(new Peer(peer, Sight.ANSWERED, "")),
                active ? Hold.VERIFIED : Hold.ABSENT,
                "",
                3,
                active,
                "0.0.0.0:2525",
                new TreeMap<>());
    }

    static Assignment assignment(String active, Optional<Move> move, Optional<Answer> answered) {
        return new Assignment(
                Optional.of(active),
                3,
                7,
                1000,
                "healthy",
                "controller-1",
                ago(600),
                move,
                answered,
                HoldDown.NONE,
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>());
    }

    static Reading reading(
            int situation, String name, String sentence, String holder, SortedMap<String, List<String>> hosts) {
        return new Reading(
                7,
                "controller-1",
                situation,
                name,
                sentence,
                ago(200),
                Optional.of(holder),
                "attached to " + holder,
                hosts,
                List.of(),
                0,
                OptionalInt.of(0),
                new TreeMap<>());
    }

    static SortedMap<String, List<String>> ready(List<String> a, List<String> b) {
        SortedMap<String, List<String>> hosts = new TreeMap<>();
        hosts.put("proxy-a", a);
        hosts.put("proxy-b", b);
        return hosts;
    }

    static SortedMap<String, Entry<Heartbeat>> bothHosts() {
        SortedMap<String, Entry<Heartbeat>> hosts = new TreeMap<>();
        hosts.put("proxy-a", Entry.of(heartbeat("proxy-a", "proxy-b", true, "d1"), 1));
        hosts.put("proxy-b", Entry.of(heartbeat("proxy-b", "proxy-a", false, "d1"), 1));
        return hosts;
    }

    /** Proxy-a is active and serves, proxy-b is ready. */
    static PairRecords healthy(String pair, String eni) {
        return new PairRecords(
                pair,
                Entry.of(spec(pair, eni), 0),
                bothHosts(),
                Entry.of(assignment("proxy-a", Optional.empty(), Optional.empty()), 5),
                Entry.absent(),
                Entry.of(
                        reading(
                                1000,
                                "healthy",
                                "proxy-a serves, proxy-b is ready",
                                "proxy-a",
                                ready(List.of(), List.of())),
                        9));
    }

    /** The standby's agent is gone, an operator paused it, the standby is drained, an earlier wish was refused. */
    static PairRecords ailing(String pair, String eni) {
        PairRecords well = healthy(pair, eni);
        SortedMap<String, Entry<Heartbeat>> hosts = new TreeMap<>(well.hosts());
        hosts.remove("proxy-b");
        SortedMap<String, Request> drained = new TreeMap<>();
        drained.put("proxy-b", new Request("bob", "kernel update", ago(900)));
        Intent intent = new Intent(
                        Optional.of(new Request("alice", "switching racks", ago(300))),
                        Optional.empty(),
                        drained,
                        new TreeMap<>())
                .withSwitchover(new io.twinproxy.coordination.record.Switchover(
                        "w0", Optional.of("proxy-b"), false, false, new Request("bob", "practice", ago(800))));
        Reading reading = reading(
                120,
                "paused",
                "paused by alice: switching racks",
                "proxy-a",
                ready(List.of(), List.of("its agent is not connected", "it is drained: kernel update")));
        return new PairRecords(
                pair,
                well.spec(),
                hosts,
                Entry.of(
                        assignment(
                                "proxy-a",
                                Optional.empty(),
                                Optional.of(new Answer("w0", Answer.Result.REFUSED, "proxy-b is not ready"))),
                        5),
                Entry.of(intent, 4),
                Entry.of(reading, 9));
    }

    static Move move(long startedSecondsAgo) {
        return new Move(
                "m1",
                Optional.of("proxy-a"),
                "proxy-b",
                "detach eni-0a1 from proxy-a",
                620,
                "proxy-a: the leader's probe is refused and its session is gone",
                Optional.empty(),
                ago(startedSecondsAgo),
                phases(0, 12));
    }

    static SortedMap<String, Long> phases(long... millis) {
        SortedMap<String, Long> phases = new TreeMap<>();
        for (int i = 0; i < millis.length; i++) {
            phases.put(io.twinproxy.coordination.record.Phases.ORDER.get(i), millis[i]);
        }
        return phases;
    }

    /** Proxy-a died; the endpoint is on its way to proxy-b. */
    static PairRecords moving(String pair, String eni) {
        PairRecords well = healthy(pair, eni);
        SortedMap<String, Entry<Heartbeat>> hosts = new TreeMap<>(well.hosts());
        hosts.remove("proxy-a");
        return new PairRecords(
                pair,
                well.spec(),
                hosts,
                Entry.of(assignment("proxy-b", Optional.of(move(2)), Optional.empty()), 6),
                Entry.absent(),
                Entry.of(
                        reading(
                                200,
                                "a move is under way",
                                "moving to proxy-b",
                                "proxy-a",
                                ready(List.of("its agent is not connected"), List.of())),
                        9));
    }

    static List<Event> events() {
        return List.of(
                event("s1", Event.Kind.SITUATION, 7200, 400, "proxy-b holds the endpoint", "", "proxy-b", false),
                event("m0", Event.Kind.MOVE_STARTED, 3601, 320, "asked by alice: practice", "proxy-b", "proxy-a", true),
                event("m0", Event.Kind.MOVE_DONE, 3600, 320, "asked by alice: practice", "proxy-b", "proxy-a", true),
                event("r1", Event.Kind.REFUSED, 800, 310, "proxy-b is not ready", "proxy-a", "", false));
    }

    private static Event event(
            String id,
            Event.Kind kind,
            long ago,
            int situation,
            String sentence,
            String from,
            String to,
            boolean asked) {
        return new Event(
                id,
                kind,
                ago(ago),
                situation,
                sentence,
                Optional.of(from).filter(s -> !s.isEmpty()),
                Optional.of(to).filter(s -> !s.isEmpty()),
                asked ? Optional.of(new Request("alice", "practice", ago(ago))) : Optional.empty(),
                6,
                "controller-2",
                kind == Event.Kind.MOVE_DONE ? phases(0, 3, 120, 260, 310, 322) : new TreeMap<>(),
                List.of(),
                new TreeMap<>());
    }
}
