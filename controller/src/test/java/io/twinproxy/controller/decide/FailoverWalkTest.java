package io.twinproxy.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.twinproxy.coordination.record.Policy;
import io.twinproxy.coordination.record.Switchover;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Every view of a small world, some hundreds of thousands: two hosts in every condition and sometimes a third, every
 * placement, assignment, wish and policy, and each reason to hold. What must hold for every decision is said once.
 */
class FailoverWalkTest {
    private static final List<UnaryOperator<Witness>> CONDITIONS = List.of(
            w -> w,
            Witness::cutOff,
            w -> w.drainedBy("ann"),
            Witness::suspect,
            w -> w.late(),
            Witness::down,
            Witness::unseen,
            w -> w.unplaceable("it is in another zone"),
            w -> w.gone().unheard());

    private static final List<Placement> PLACEMENTS = List.of(
            Placement.unknown("throttled"),
            Placement.none("detached"),
            Placement.heldBy("a", "a holds it"),
            Placement.heldBy("b", "b holds it"),
            Placement.outside("i-77 holds it"),
            Placement.changing(Optional.of("b"), "attaching to b"));

    private static final List<Optional<Switchover>> WISHES = List.of(
            Optional.empty(),
            Optional.of(Picture.wish(Optional.empty(), false)),
            Optional.of(Picture.wish(Optional.of("a"), false)),
            Optional.of(Picture.wish(Optional.of("stranger"), false)),
            Optional.of(Picture.wish(Optional.empty(), true)),
            Optional.of(Picture.wish(Optional.of("b"), true)));

    private static final List<UnaryOperator<Picture>> BLOCKS = List.of(
            p -> p,
            p -> {
                p.unreadable = Optional.of("the spec");
                return p;
            },
            p -> {
                p.connected = false;
                return p;
            },
            p -> {
                p.paused = Optional.of("by ann");
                return p;
            },
            p -> {
                p.leaseEnough = Optional.of("too short");
                return p;
            },
            p -> {
                p.asleep = Duration.ofMillis(300);
                return p;
            },
            p -> {
                p.starting = Duration.ofMillis(700);
                return p;
            });

    private static final Set<Situation> LEAVES_A_SERVING_HOLDER = EnumSet.of(
            Situation.SWITCHOVER,
            Situation.FAILOVER_FORCED,
            Situation.DRAINED,
            Situation.CUT_OFF,
            Situation.DRIFT_RESTORED,
            Situation.FAILBACK);

    /** More moves than this on unchanging readings, and the endpoint would go round and round. */
    private static final int MOVES_TO_REST = 3;

    private final List<List<HostView>> judged = List.of(judgeAll("a"), judgeAll("b"));

    @Test
    void everyDecisionOfASmallWorldKeepsTheRulesAndEverySituationIsReached() {
        Set<Situation> reached = EnumSet.noneOf(Situation.class);
        Every every = new Every();
        int views = 0;
        while (every.next()) {
            View view = pick(every);
            Decision decision = Failover.decide(view);
            reached.add(decision.situation());
            views++;
            check(view, decision);
        }
        assertThat(views).isGreaterThan(100_000);
        assertThat(EnumSet.complementOf(EnumSet.copyOf(reached)))
                .as("never reached")
                .isEmpty();
    }

    private static List<HostView> judgeAll(String host) {
        return CONDITIONS.stream()
                .map(condition -> condition.apply(Witness.healthy(host)).judged())
                .toList();
    }

    private View pick(Every every) {
        Picture picture = every.of(BLOCKS).apply(new Picture());
        boolean blocked = picture.unreadable.isPresent() || !picture.connected || picture.leaseEnough.isPresent();
        picture.hosts.add(every.of(judged.get(0)));
        picture.hosts.add(blocked ? judged.get(1).get(0) : every.of(judged.get(1)));
        picture.placement = every.of(PLACEMENTS);
        picture.active = every.of(List.of(Optional.<String>empty(), Optional.of("a"), Optional.of("b")));
        picture.wish = every.of(WISHES);
        picture.holdDown = every.flag() ? Duration.ofSeconds(42) : Duration.ZERO;
        boolean still = picture.placement.kind() == Placement.Kind.UNKNOWN || blocked;
        if (picture.active.isPresent() && every.flag()) {
            picture.moving = picture.active;
            picture.mayRedirect = !still && every.flag();
        } else if (!still && picture.wish.isPresent()) {
            picture.policy = new Policy(every.of(List.of(Optional.<String>empty(), Optional.of("a"))), false);
            if (every.flag()) {
                picture.hosts.add(Witness.healthy("c").judged());
            }
        } else if (!still && picture.wish.isEmpty()) {
            picture.braked = every.flag();
            picture.policy = new Policy(every.of(List.of(Optional.<String>empty(), Optional.of("a"))), every.flag());
            picture.chosen = picture.policy.failback().isPresent() && every.flag();
            if (every.flag()) {
                picture.hosts.add(Witness.healthy("c").judged());
            }
        }
        return picture.view();
    }

    private static void check(View view, Decision decision) {
        Action action = decision.action();
        rule(!decision.lookAgainIn().isZero() && !decision.lookAgainIn().isNegative(), "looks again", view, decision);
        rule(!decision.sentence().isEmpty(), "says why", view, decision);
        boolean hasTarget = action == Action.MOVE || action == Action.CONTINUE || action == Action.ADOPT;
        rule(decision.target().isPresent() == hasTarget, "a target where there is one to have", view, decision);
        rule(decision.equals(Failover.decide(view)), "the same view, the same decision", view, decision);
        rule(decision.equals(Failover.decide(turned(view))), "the order of hosts is nothing", view, decision);
        if (!mayAct(view)) {
            boolean told = view.paused().isPresent() && view.wish().isPresent() && action == Action.REFUSE;
            rule(
                    action == Action.HOLD || told,
                    "nothing is done on half a picture or without the right",
                    view,
                    decision);
        }
        if (action == Action.MOVE) {
            checkMove(view, decision);
        }
        if (action == Action.ADOPT) {
            rule(view.placement().heldBy(decision.target().orElseThrow()), "adopts only the holder", view, decision);
        }
        if (action == Action.CONTINUE) {
            rule(decision.target().equals(view.moving()), "goes on only where it was going", view, decision);
        }
        if (action == Action.REFUSE) {
            rule(view.wish().isPresent(), "refuses only what was asked", view, decision);
        }
        if (action == Action.MOVE || action == Action.ADOPT) {
            checkRest(view, decision);
        }
    }

    private static boolean mayAct(View view) {
        return view.unreadable().isEmpty()
                && view.connected()
                && view.paused().isEmpty()
                && view.leaseEnough().isEmpty()
                && view.asleep().isZero()
                && view.placement().kind() != Placement.Kind.UNKNOWN
                && (view.starting().isZero() || view.moving().isPresent());
    }

    private static void checkMove(View view, Decision decision) {
        Situation situation = decision.situation();
        String target = decision.target().orElseThrow();
        HostView host = view.host(target).orElseThrow();
        boolean asked = asked(decision);
        if (situation == Situation.FAILOVER_FORCED) {
            rule(
                    host.alive() && !host.down() && host.health() != Health.UNKNOWN,
                    "forced only to a host that is up",
                    view,
                    decision);
        } else {
            rule(host.ready(), "only to a ready host", view, decision);
        }
        rule(!asked || view.wish().isPresent(), "asked means asked", view, decision);
        boolean there =
                view.active().equals(Optional.of(target)) && view.placement().heldBy(target);
        rule(!there, "never to the host that holds it and is assigned", view, decision);
        if (view.moving().isPresent()) {
            boolean redirect = situation == Situation.MOVE_REDIRECTED || situation == Situation.FAILOVER_FORCED;
            rule(
                    redirect && !view.moving().equals(Optional.of(target)),
                    "at most a redirect on the way",
                    view,
                    decision);
        } else if (view.placement().kind() == Placement.Kind.CHANGING) {
            rule(asked, "what someone else is moving is left alone unasked", view, decision);
        }
        Optional<HostView> holder = view.active()
                .filter(view.placement()::heldBy)
                .flatMap(view::host)
                .filter(h -> h.health() != Health.DOWN);
        if (holder.isPresent() && view.moving().isEmpty()) {
            rule(LEAVES_A_SERVING_HOLDER.contains(situation), "a serving holder is left in peace", view, decision);
        }
        boolean restsNow = view.heldDown() && !asked && situation != Situation.DRAINED && !view.mayRedirect();
        if (restsNow) {
            rule(
                    situation == Situation.UNOWNED
                            && view.active().map(target::equals).orElse(true),
                    "automatic moves rest while held down",
                    view,
                    decision);
        }
    }

    /** Does what is decided, over and over, on readings that do not change: it must come to an end. */
    private static void checkRest(View begin, Decision first) {
        View view = begin;
        Decision decision = first;
        for (int moves = 0; moves <= MOVES_TO_REST; moves++) {
            if (decision.action() != Action.MOVE && decision.action() != Action.ADOPT) {
                return;
            }
            boolean asked = asked(decision);
            view = carriedOut(view, decision.target().orElseThrow(), asked);
            decision = Failover.decide(view);
            rule(
                    !asked || decision.action() == Action.HOLD,
                    "what an operator asked for is not undone on the same readings",
                    begin,
                    decision);
        }
        rule(false, "comes to rest", begin, first);
    }

    private static boolean asked(Decision decision) {
        return decision.situation() == Situation.SWITCHOVER || decision.situation() == Situation.FAILOVER_FORCED;
    }

    private static View carriedOut(View view, String target, boolean chosen) {
        return new View(
                view.pair(),
                view.policy(),
                view.unreadable(),
                view.connected(),
                view.leaseEnough(),
                view.asleep(),
                view.starting(),
                view.braked(),
                view.paused(),
                Optional.empty(),
                Optional.of(target),
                chosen,
                Optional.empty(),
                false,
                Placement.heldBy(target, "moved"),
                view.hosts(),
                Duration.ZERO);
    }

    private static View turned(View view) {
        List<HostView> hosts = new ArrayList<>(view.hosts());
        Collections.reverse(hosts);
        return new View(
                view.pair(),
                view.policy(),
                view.unreadable(),
                view.connected(),
                view.leaseEnough(),
                view.asleep(),
                view.starting(),
                view.braked(),
                view.paused(),
                view.wish(),
                view.active(),
                view.chosen(),
                view.moving(),
                view.mayRedirect(),
                view.placement(),
                hosts,
                view.holdDown());
    }

    private static void rule(boolean kept, String rule, View view, Decision decision) {
        if (!kept) {
            fail("broken: " + rule + "\n" + decision + "\n" + view);
        }
    }
}
