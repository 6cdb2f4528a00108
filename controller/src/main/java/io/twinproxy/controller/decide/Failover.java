package io.twinproxy.controller.decide;

import io.twinproxy.coordination.record.Switchover;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Recognises the first situation that fits, in the order of {@link Situation}, and says what follows. A function of the
 * view alone; ties between hosts are broken by name.
 */
public final class Failover {
    /** While many pairs look down, an active must be down this long before it is believed. */
    public static final Duration BRAKE = Duration.ofSeconds(10);

    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration IDLE = Duration.ofSeconds(1);

    private Failover() {}

    public static Decision decide(View view) {
        return blocked(view)
                .or(() -> moving(view))
                .or(() -> starting(view))
                .or(() -> asked(view))
                .or(() -> placed(view))
                .orElseGet(() -> judged(view));
    }

    /** Reasons to touch nothing whatever the hosts do. */
    private static Optional<Decision> blocked(View view) {
        if (view.unreadable().isPresent()) {
            return hold(Situation.UNREADABLE, view.unreadable().get(), IDLE);
        }
        if (!view.connected()) {
            return hold(Situation.STORE_UNREACHABLE, "ZooKeeper does not answer; the active goes on serving", IDLE);
        }
        boolean unknown = view.placement().kind() == Placement.Kind.UNKNOWN;
        // While nothing is known of the placement nothing is answered either; a resume then withdraws the wish.
        if (view.paused().isPresent() && view.wish().isPresent() && !unknown) {
            String paused = view.paused().get();
            return Optional.of(refuse(Situation.PAUSED_WISH, paused + "; resume the pair first, then ask again"));
        }
        if (view.paused().isPresent()) {
            String midway = view.moving()
                    .map(to -> "; the move to " + to + " stands still until then")
                    .orElse("");
            return hold(Situation.PAUSED, view.paused().get() + midway, IDLE);
        }
        if (view.leaseEnough().isPresent()) {
            return hold(Situation.LEASE_SHORT, view.leaseEnough().get(), SOON);
        }
        if (positive(view.asleep())) {
            return hold(
                    Situation.ASLEEP,
                    "the leader was not scheduled in time; it looks again for " + millis(view.asleep()) + " more",
                    view.asleep());
        }
        if (view.placement().kind() == Placement.Kind.UNKNOWN) {
            return hold(Situation.PLACEMENT_UNKNOWN, view.placement().sentence(), SOON);
        }
        return Optional.empty();
    }

    private static Optional<Decision> moving(View view) {
        if (view.moving().isEmpty()) {
            return Optional.empty();
        }
        String target = view.moving().get();
        // Only a host named overtakes a move: "the other one" is where the move it began is already going.
        Optional<Switchover> elsewhere = view.wish()
                .filter(Switchover::forced)
                .filter(wish -> wish.to().isPresent() && !wish.to().equals(view.moving()));
        if (elsewhere.isPresent() && !positive(view.starting())) {
            return Optional.of(forced(view, elsewhere.get()));
        }
        boolean targetDown = view.host(target).map(HostView::down).orElse(false);
        Optional<HostView> other = view.readyOtherThan(target);
        if (targetDown && other.isPresent() && (view.mayRedirect() || !view.heldDown())) {
            return to(
                    Situation.MOVE_REDIRECTED,
                    other.get().name(),
                    target + " went down on the way: "
                            + view.host(target).map(HostView::why).orElse(""));
        }
        return Optional.of(new Decision(Situation.MOVING, view.moving(), "moving to " + target, SOON));
    }

    private static Optional<Decision> starting(View view) {
        if (!positive(view.starting())) {
            return Optional.empty();
        }
        return hold(
                Situation.STARTING,
                "the leader looks for " + millis(view.starting()) + " more before it judges",
                view.starting());
    }

    private static Optional<Decision> asked(View view) {
        return view.wish().map(wish -> wish.forced() ? forced(view, wish) : switchover(view, wish));
    }

    private static Decision forced(View view, Switchover wish) {
        Optional<HostView> target = target(view, wish);
        if (target.isEmpty()) {
            return refuse(wish.to().map(h -> h + " is not a host of this pair").orElse("there is no other host"));
        }
        HostView host = target.get();
        if (holdsAlready(view, host)) {
            return refuse(host.name() + " is active already");
        }
        if (!host.alive() || host.down() || host.health() == Health.UNKNOWN) {
            return refuse(host.name() + " is not up: " + String.join("; ", host.notReady()));
        }
        Optional<String> undone = undoneAtOnce(view, host);
        if (undone.isPresent()) {
            return refuse(undone.get());
        }
        return new Decision(Situation.FAILOVER_FORCED, Optional.of(host.name()), words(wish), SOON);
    }

    private static Decision switchover(View view, Switchover wish) {
        Optional<HostView> target = target(view, wish);
        if (target.isEmpty()) {
            return refuse(wish.to()
                    .map(h -> h + " is not a host of this pair")
                    .orElseGet(() -> "no other host is ready: " + reasons(view)));
        }
        HostView host = target.get();
        if (holdsAlready(view, host)) {
            return refuse(host.name() + " is active already");
        }
        if (!host.ready()) {
            return refuse(host.name() + " is not ready: " + String.join("; ", host.notReady()));
        }
        Optional<String> undone = undoneAtOnce(view, host);
        if (undone.isPresent()) {
            return refuse(undone.get());
        }
        return new Decision(Situation.SWITCHOVER, Optional.of(host.name()), words(wish), SOON);
    }

    private static Optional<HostView> target(View view, Switchover wish) {
        if (wish.to().isPresent()) {
            return view.host(wish.to().get());
        }
        String active = view.active()
                .or(() -> view.placement().host().filter(view.placement()::heldBy))
                .orElse("");
        return view.readyOtherThan(active)
                .or(() -> view.hosts().stream()
                        .filter(h -> !h.name().equals(active))
                        .findFirst());
    }

    /** Why a move there would be turned round as soon as it has ended: it would cost two gaps, and change nothing. */
    private static Optional<String> undoneAtOnce(View view, HostView host) {
        Optional<HostView> other = view.readyOtherThan(host.name());
        if (other.isEmpty()) {
            return Optional.empty();
        }
        if (host.drained()) {
            return Optional.of(host.name() + " is drained, and " + other.get().name()
                    + " is ready: the endpoint would be moved straight back; undrain " + host.name()
                    + " first, or remove its maintenance file");
        }
        return !host.enoughBackends() && other.get().enoughBackends()
                ? Optional.of(host.name() + " reaches too few backends, "
                        + other.get().name() + " enough: it would be moved straight back")
                : Optional.empty();
    }

    /** Whether the host is cut off, and the active is not. */
    private static boolean worseThanActive(View view, HostView host) {
        return !host.enoughBackends()
                && view.activeHost().map(a -> a.ready() && a.enoughBackends()).orElse(false);
    }

    private static boolean holdsAlready(View view, HostView host) {
        return view.active().equals(Optional.of(host.name()))
                && view.placement().heldBy(host.name());
    }

    /** Where the endpoint is, when that is not on the assigned host. */
    private static Optional<Decision> placed(View view) {
        Placement placement = view.placement();
        return switch (placement.kind()) {
            case UNKNOWN, CHANGING -> hold(Situation.PLACEMENT_UNKNOWN, placement.sentence(), SOON);
            case OUTSIDE -> hold(Situation.HELD_OUTSIDE, placement.sentence(), IDLE);
            case NONE -> Optional.of(unowned(view));
            case HELD -> {
                String holder = placement.host().orElseThrow();
                if (view.active().isEmpty()) {
                    yield to(Situation.ADOPTED, holder, holder + " holds the endpoint");
                }
                yield view.active().get().equals(holder) ? Optional.empty() : Optional.of(drift(view, holder));
            }
        };
    }

    private static Decision unowned(View view) {
        Optional<HostView> assigned = view.activeHost().filter(HostView::ready);
        if (assigned.isPresent()) {
            String name = assigned.get().name();
            return decision(Situation.UNOWNED, name, "nobody holds the endpoint; " + name + " is assigned and ready");
        }
        Optional<HostView> other = view.readyOtherThan(view.active().orElse(""));
        if (other.isEmpty()) {
            return new Decision(Situation.UNOWNED_NO_HOST, Optional.empty(), reasons(view, ""), IDLE);
        }
        if (view.active().isPresent() && view.heldDown()) {
            return new Decision(Situation.UNOWNED_HELD_DOWN, Optional.empty(), rest(view), view.holdDown());
        }
        return decision(
                Situation.UNOWNED,
                other.get().name(),
                "nobody holds the endpoint; " + other.get().name() + " is ready");
    }

    private static Decision drift(View view, String holder) {
        String assigned = view.active().orElseThrow();
        boolean holderReady = view.host(holder).map(HostView::ready).orElse(false);
        boolean assignedReady = view.activeHost().map(HostView::ready).orElse(false);
        boolean restore = view.policy().restoreDrift() || !holderReady;
        String found = holder + " holds the endpoint, though " + assigned + " is assigned";
        if (!restore || !assignedReady) {
            return decision(Situation.DRIFT_ADOPTED, holder, found);
        }
        // A stale answer of the cloud right after a failover names the host that failed: not adopted, and gone by then.
        return view.heldDown()
                ? new Decision(Situation.DRIFT_HELD_DOWN, Optional.empty(), found + "; " + rest(view), view.holdDown())
                : decision(Situation.DRIFT_RESTORED, assigned, found);
    }

    /** The endpoint is where it should be: how are the hosts? */
    private static Decision judged(View view) {
        String name = view.active().orElseThrow();
        Optional<HostView> judged = view.activeHost();
        if (judged.isEmpty()) {
            return new Decision(Situation.ACTIVE_UNKNOWN, Optional.empty(), name + " was never heard of", IDLE);
        }
        HostView active = judged.get();
        Optional<HostView> other = view.readyOtherThan(name);
        if (active.drained() && other.isPresent()) {
            return decision(Situation.DRAINED, other.get().name(), name + " is drained");
        }
        if (active.down()) {
            return down(view, active, other);
        }
        if (active.drained()) {
            return new Decision(Situation.DRAINED_ALONE, Optional.empty(), reasons(view), IDLE);
        }
        if (!active.enoughBackends() && other.map(HostView::enoughBackends).orElse(false)) {
            return cutOff(view, active, other.orElseThrow());
        }
        return switch (active.health()) {
            case SUSPECT -> new Decision(Situation.ACTIVE_SUSPECT, Optional.empty(), name + ": " + active.why(), SOON);
            case UNKNOWN -> new Decision(Situation.ACTIVE_UNKNOWN, Optional.empty(), name + ": " + active.why(), SOON);
            case SERVING, DOWN -> serving(view, name, other);
        };
    }

    private static Decision down(View view, HostView active, Optional<HostView> other) {
        String why = active.name() + ": " + active.why();
        if (other.isEmpty()) {
            List<HostView> others = view.hosts().stream()
                    .filter(h -> !h.name().equals(active.name()))
                    .toList();
            boolean allDown = !others.isEmpty() && others.stream().allMatch(HostView::down);
            return allDown
                    ? new Decision(Situation.BOTH_DOWN, Optional.empty(), why + "; " + reasons(view), SOON)
                    : new Decision(Situation.ACTIVE_DOWN_ALONE, Optional.empty(), why + "; " + reasons(view), SOON);
        }
        if (view.heldDown()) {
            return new Decision(
                    Situation.ACTIVE_DOWN_HELD_DOWN, Optional.empty(), why + "; " + rest(view), view.holdDown());
        }
        if (view.braked() && active.downFor().compareTo(BRAKE) < 0) {
            Duration left = BRAKE.minus(active.downFor());
            return new Decision(
                    Situation.ACTIVE_DOWN_BRAKED, Optional.empty(), why + "; " + millis(left) + " more", left);
        }
        return decision(Situation.ACTIVE_DOWN, other.get().name(), why);
    }

    private static Decision cutOff(View view, HostView active, HostView other) {
        String why = active.name() + " reaches too few backends, " + other.name() + " enough";
        return view.heldDown()
                ? new Decision(Situation.CUT_OFF_HELD_DOWN, Optional.empty(), why + "; " + rest(view), view.holdDown())
                : decision(Situation.CUT_OFF, other.name(), why);
    }

    private static Decision serving(View view, String active, Optional<HostView> other) {
        if (other.isEmpty()) {
            return new Decision(Situation.NO_STANDBY, Optional.empty(), active + " serves; " + reasons(view), IDLE);
        }
        Optional<HostView> preferred = view.policy()
                .failback()
                .filter(host -> !host.equals(active))
                .flatMap(view::host)
                .filter(HostView::ready)
                .filter(host -> !worseThanActive(view, host));
        if (preferred.isPresent() && view.chosen()) {
            return new Decision(
                    Situation.FAILBACK_WAITS,
                    Optional.empty(),
                    preferred.get().name() + " is preferred, but an operator chose " + active
                            + "; failback waits until " + active + " fails, or a switchover to "
                            + preferred.get().name(),
                    IDLE);
        }
        if (preferred.isPresent() && !view.heldDown()) {
            return decision(
                    Situation.FAILBACK, preferred.get().name(), preferred.get().name() + " is preferred");
        }
        return new Decision(
                Situation.HEALTHY,
                Optional.empty(),
                active + " serves, " + other.get().name() + " is ready",
                IDLE);
    }

    /** Why each host that is not the active is not ready. */
    private static String reasons(View view) {
        return reasons(view, view.active().orElse(""));
    }

    private static String reasons(View view, String except) {
        String reasons = view.hosts().stream()
                .filter(h -> !h.name().equals(except) && !h.ready())
                .map(h -> h.name() + " is not ready: " + String.join("; ", h.notReady()))
                .collect(Collectors.joining(". "));
        return reasons.isEmpty() ? "there is no other host" : reasons;
    }

    private static String rest(View view) {
        return "automatic moves rest for " + millis(view.holdDown()) + " more";
    }

    private static String words(Switchover wish) {
        return "asked by " + wish.request().by() + ": " + wish.request().reason();
    }

    /** Coarse on purpose: a sentence that changed with every millisecond would be written with every millisecond. */
    private static String millis(Duration duration) {
        long seconds = (duration.toMillis() + 999) / 1000;
        return seconds + " s";
    }

    private static boolean positive(Duration duration) {
        return !duration.isZero() && !duration.isNegative();
    }

    private static Optional<Decision> hold(Situation situation, String sentence, Duration lookAgainIn) {
        return Optional.of(new Decision(situation, Optional.empty(), sentence, lookAgainIn));
    }

    private static Decision refuse(String sentence) {
        return refuse(Situation.SWITCHOVER_REFUSED, sentence);
    }

    private static Decision refuse(Situation situation, String sentence) {
        return new Decision(situation, Optional.empty(), sentence, SOON);
    }

    private static Optional<Decision> to(Situation situation, String host, String sentence) {
        return Optional.of(decision(situation, host, sentence));
    }

    private static Decision decision(Situation situation, String host, String sentence) {
        return new Decision(situation, Optional.of(host), sentence, SOON);
    }
}
