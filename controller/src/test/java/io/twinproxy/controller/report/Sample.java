package io.twinproxy.controller.report;

import io.twinproxy.controller.decide.Decision;
import io.twinproxy.controller.decide.Health;
import io.twinproxy.controller.decide.HostView;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.controller.decide.Situation;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.HoldDown;
import io.twinproxy.coordination.record.Move;
import io.twinproxy.coordination.record.Phases;
import io.twinproxy.coordination.record.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Statuses and events as the loop would report them. */
final class Sample {
    static final Epoch EPOCH = new Epoch(7, 3);

    private Sample() {}

    static HostView serving(String name) {
        return new HostView(name, Health.SERVING, "it answers", List.of(), true, false, true, Duration.ZERO);
    }

    static HostView down(String name, String... reasons) {
        return new HostView(
                name,
                Health.DOWN,
                "the leader's probe is refused",
                List.of(reasons),
                true,
                false,
                false,
                Duration.ZERO);
    }

    static PairStatus healthy(String pair) {
        return status(pair, Situation.HEALTHY, "a serves, b is ready", serving("a"), serving("b"));
    }

    static PairStatus status(String pair, Situation situation, String sentence, HostView... hosts) {
        return new PairStatus(
                pair,
                new Decision(situation, Optional.empty(), sentence, Duration.ofSeconds(1)),
                Placement.heldBy("a", "eni-1 is attached to i-a"),
                List.of(hosts),
                assignment("a", Optional.empty()),
                Duration.ZERO,
                List.of(),
                Optional.empty());
    }

    static PairStatus moving(String pair, String step) {
        Move move = new Move(
                "m1",
                Optional.of("a"),
                "b",
                step,
                Situation.ACTIVE_DOWN.number(),
                "a: the leader's probe is refused",
                Optional.empty(),
                0,
                new TreeMap<>(Map.of(Phases.DETECTED, 40L, Phases.DECIDED, 42L)));
        return new PairStatus(
                pair,
                new Decision(Situation.MOVING, Optional.of("b"), "moving to b", Duration.ofMillis(100)),
                Placement.changing(Optional.of("b"), "eni-1 is attaching to i-b"),
                List.of(down("a", "its agent is not connected", "it is down"), serving("b")),
                assignment("b", Optional.of(move)),
                Duration.ofSeconds(58),
                List.of("ec2:DetachNetworkInterface is not allowed"),
                Optional.of("waiting for the interface"));
    }

    static Event event(Event.Kind kind, Situation situation, Optional<Request> request) {
        return new Event(
                "e1",
                kind,
                0,
                situation.number(),
                "a: the leader's probe is refused",
                Optional.of("a"),
                Optional.of("b"),
                request,
                7,
                "controller-1",
                new TreeMap<>(Map.of(Phases.DETECTED, 40L, Phases.ANSWERED, 210L)),
                List.of(),
                new TreeMap<>());
    }

    private static Assignment assignment(String active, Optional<Move> move) {
        return new Assignment(
                Optional.of(active),
                1,
                7,
                1000,
                "",
                "controller-1",
                0,
                move,
                Optional.empty(),
                HoldDown.NONE,
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>());
    }
}
