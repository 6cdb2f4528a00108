package io.twinproxy.controller.loop;

import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.decide.Decision;
import io.twinproxy.controller.decide.Situation;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.record.Answer;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.HoldDown;
import io.twinproxy.coordination.record.Member;
import io.twinproxy.coordination.record.Move;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Switchover;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The next assignment from the last one and what was decided. Pure but for the stamp it is made with.
 *
 * @param epoch this leadership
 * @param by this controller's name
 * @param atMillis wall-clock time, for people
 * @param members the hosts as known now
 * @param observed the endpoint as last observed
 */
record Assignments(
        Epoch epoch, String by, long atMillis, SortedMap<String, Member> members, Optional<Observed> observed) {

    /** Whether a move begun by this situation is the controller's own idea, and so starts a hold-down. */
    static boolean automatic(Situation situation, Assignment last, String target) {
        boolean changes = last.active().isPresent() && !last.active().get().equals(target);
        return switch (situation) {
            case ACTIVE_DOWN, CUT_OFF, FAILBACK, MOVE_REDIRECTED, DRIFT_RESTORED -> true;
            case UNOWNED -> changes;
            default -> false;
        };
    }

    /** The target becomes the active, and the move to it begins. */
    Assignment begin(
            Assignment last, Decision decision, Optional<Switchover> wish, long causeMillis, HoldDown holdDown) {
        String target = decision.target().orElseThrow();
        long generation = last.generation() + (last.active().equals(decision.target()) ? 0 : 1);
        Optional<Switchover> asked = wish.filter(
                w -> decision.situation() == Situation.SWITCHOVER || decision.situation() == Situation.FAILOVER_FORCED);
        Move move = new Move(
                asked.map(Switchover::id).orElse("e" + epoch.number() + "-g" + generation + "-" + atMillis),
                last.active().filter(a -> !a.equals(target)),
                target,
                "",
                decision.situation().number(),
                decision.sentence(),
                asked.map(Switchover::request),
                causeMillis,
                new TreeMap<>());
        return with(
                last,
                Optional.of(target),
                generation,
                decision,
                Optional.of(move),
                overtaken(last, decision),
                holdDown);
    }

    /** A wish whose move is overtaken is over: it is told so, and not carried out a second time. */
    private static Optional<Answer> overtaken(Assignment last, Decision decision) {
        return last.move()
                .filter(move -> move.request().isPresent())
                .map(move -> new Answer(move.id(), Answer.Result.FAILED, "overtaken: " + decision.sentence()))
                .or(last::answered);
    }

    Assignment adopt(Assignment last, Decision decision, HoldDown holdDown) {
        long generation = last.generation() + (last.active().equals(decision.target()) ? 0 : 1);
        return with(last, decision.target(), generation, decision, Optional.empty(), last.answered(), holdDown);
    }

    Assignment refuse(Assignment last, Decision decision, Switchover wish, HoldDown holdDown) {
        Answer answer = new Answer(wish.id(), Answer.Result.REFUSED, decision.sentence());
        return rebuilt(last, last.move(), Optional.of(answer), holdDown);
    }

    /** The move is over; whoever asked for it is answered. What could not be verified has not been done for them. */
    Assignment finish(Assignment last, Move move, Mover.Progress progress, HoldDown holdDown) {
        Optional<Request> asked = move.request();
        Answer.Result result = progress.verified() ? Answer.Result.DONE : Answer.Result.FAILED;
        Optional<Answer> answer =
                asked.isPresent() ? Optional.of(new Answer(move.id(), result, progress.sentence())) : last.answered();
        return rebuilt(last, Optional.empty(), answer, holdDown);
    }

    Assignment atStep(Assignment last, Move move, HoldDown holdDown) {
        return rebuilt(last, Optional.of(move), last.answered(), holdDown);
    }

    /** The same, with what is known of hosts and interface brought up to date. */
    Assignment refreshed(Assignment last, HoldDown holdDown) {
        return rebuilt(last, last.move(), last.answered(), holdDown);
    }

    /** Whether {@link #refreshed} would say anything new. */
    boolean stale(Assignment last) {
        return !last.members().equals(members)
                || !mac(last).equals(last.interfaceMac())
                || !address(last).equals(last.interfaceAddress());
    }

    private Optional<String> mac(Assignment last) {
        return observed.flatMap(Observed::interfaceMac).or(last::interfaceMac);
    }

    private Optional<String> address(Assignment last) {
        return observed.flatMap(Observed::interfaceAddress).or(last::interfaceAddress);
    }

    private Assignment with(
            Assignment last,
            Optional<String> active,
            long generation,
            Decision decision,
            Optional<Move> move,
            Optional<Answer> answered,
            HoldDown holdDown) {
        return new Assignment(
                active,
                generation,
                epoch.number(),
                decision.situation().number(),
                decision.sentence(),
                by,
                atMillis,
                move,
                answered,
                holdDown,
                mac(last),
                address(last),
                members,
                last.unknown());
    }

    private Assignment rebuilt(Assignment last, Optional<Move> move, Optional<Answer> answered, HoldDown holdDown) {
        return new Assignment(
                last.active(),
                last.generation(),
                epoch.number(),
                last.situation(),
                last.why(),
                by,
                atMillis,
                move,
                answered,
                holdDown,
                mac(last),
                address(last),
                members,
                last.unknown());
    }
}
