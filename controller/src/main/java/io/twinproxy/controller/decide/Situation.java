package io.twinproxy.controller.decide;

import java.util.Optional;

/**
 * The named, numbered readings of a view, in order of precedence: the first that fits is the one. Numbers are stable;
 * they stand in logs, events, metrics and documents, and gaps are left for readings to come.
 */
public enum Situation {
    UNREADABLE(
            100,
            Action.HOLD,
            "a record cannot be read",
            "Something in the store is not what it should be; nothing is decided on half a picture.",
            "Look at the named record; apply the pair's file again, or delete the record."),
    STORE_UNREACHABLE(
            110,
            Action.HOLD,
            "the store cannot be reached",
            "Without ZooKeeper nothing can be written down, so nothing is moved; the active goes on serving.",
            "Bring ZooKeeper back; nothing else is needed."),
    PAUSED_WISH(
            115,
            Action.REFUSE,
            "a switchover was asked for while paused",
            "A wish that waited for the resume would move the endpoint when nobody expects it; so it is refused.",
            "Resume the pair, then ask again."),
    PAUSED(
            120,
            Action.HOLD,
            "paused",
            "An operator paused this pair; nothing moves until it is resumed.",
            "Resume it when the work is done."),
    LEASE_SHORT(
            130,
            Action.HOLD,
            "the lease is too short",
            "The leader's right to act would end before a cloud call could; it renews before it acts.",
            "If it lasts, look at the connection between the leader and ZooKeeper."),
    ASLEEP(
            140,
            Action.HOLD,
            "the controller was asleep",
            "The leader was not scheduled for a while, so the ages it holds say nothing; it looks again first.",
            "If it recurs, give the controller's machine more room."),
    PLACEMENT_UNKNOWN(
            150,
            Action.HOLD,
            "it cannot be told who holds the endpoint",
            "The cloud did not answer, or not sensibly; unknown means hold.",
            "Look at the sentence: permissions, throttling, or a wrong id in the pair's file."),
    MOVING(
            200,
            Action.CONTINUE,
            "a move is under way",
            "The next step follows from what the cloud shows; any leader can go on.",
            "Wait; explain shows which step, and for how long."),
    MOVE_REDIRECTED(
            210,
            Action.MOVE,
            "the move's target is down; another host is ready",
            "The host the endpoint was moving to failed on the way, so the move goes to another.",
            "Look at the host that failed."),
    STARTING(
            300,
            Action.HOLD,
            "the leader has just begun to look",
            "A new leader, or a new pair: every proxy is probed a few times before anything is judged.",
            "Wait; it takes about a second."),
    SWITCHOVER_REFUSED(
            310,
            Action.REFUSE,
            "a switchover was asked for and cannot be done",
            "The operator's wish is answered with the reason, and nothing moves.",
            "Mend the reason, then ask again; or ask for a failover."),
    SWITCHOVER(
            320,
            Action.MOVE,
            "a switchover was asked for",
            "An operator wants another host active, and it is ready.",
            "Wait for the move to end."),
    FAILOVER_FORCED(
            330,
            Action.MOVE,
            "a failover was forced",
            "An operator wants another host active, whatever the readings say.",
            "Wait for the move to end."),
    ADOPTED(
            400,
            Action.ADOPT,
            "the endpoint is held by a host, and none was assigned",
            "A pair's first reading: whoever holds the endpoint is taken for the active.",
            "Nothing."),
    HELD_OUTSIDE(
            410,
            Action.HOLD,
            "the endpoint is held by a machine that is no host of this pair",
            "It was given to a stranger by someone else; it is not taken away unasked.",
            "Start an agent there, or ask for a failover to one of the hosts."),
    DRIFT_ADOPTED(
            420,
            Action.ADOPT,
            "the endpoint was moved to another host by someone else",
            "Moving it back would cost clients a second gap, or the assigned host is not ready; so it is accepted.",
            "Find out who moved it; pause the pair before working by hand."),
    DRIFT_HELD_DOWN(
            425,
            Action.HOLD,
            "the endpoint is not where it was assigned, and the last move was too recent",
            "It is to be brought back, but the hold-down must pass first; right after a move the cloud's answer may be old.",
            "Find out who moved it; a switchover by an operator overrides the hold-down."),
    DRIFT_RESTORED(
            430,
            Action.MOVE,
            "the endpoint is not where it was assigned",
            "Someone else moved it, and policy, or the state of the host it is on, says to bring it back.",
            "Find out who moved it; pause the pair before working by hand."),
    UNOWNED(440, Action.MOVE, "nobody holds the endpoint", "A ready host takes it.", "Wait for the move to end."),
    UNOWNED_HELD_DOWN(
            445,
            Action.HOLD,
            "nobody holds the endpoint, and the last move was too recent",
            "The assigned host is not ready, and a move to another must wait for the hold-down.",
            "Wait, or ask for a failover."),
    UNOWNED_NO_HOST(
            450,
            Action.HOLD,
            "nobody holds the endpoint, and no host is ready",
            "There is nobody to give it to.",
            "Look at each host's reasons in explain."),
    DRAINED(
            500,
            Action.MOVE,
            "the active is drained and the standby is ready",
            "An operator, or the maintenance file, takes the active out.",
            "Wait for the move to end."),
    DRAINED_ALONE(
            505,
            Action.HOLD,
            "the active is drained, but no other host is ready",
            "A drained host that serves is better than none.",
            "Make the standby ready; its reasons are in explain."),
    ACTIVE_DOWN_HELD_DOWN(
            600,
            Action.HOLD,
            "the active is down, and the last move was too recent",
            "Moves in quick succession do more harm than good; the hold-down must pass first.",
            "Look at why both fail; a failover by an operator overrides the hold-down."),
    ACTIVE_DOWN_BRAKED(
            610,
            Action.HOLD,
            "the active looks down, and so do many others",
            "When many pairs look dead at once the leader suspects itself first, and looks for ten seconds more.",
            "Look at the leader's network; a failover by an operator is not held."),
    ACTIVE_DOWN(
            620,
            Action.MOVE,
            "the active is down and the standby is ready",
            "Two independent signals agree, or the host said so itself.",
            "Look at the host that failed."),
    BOTH_DOWN(630, Action.HOLD, "both hosts are down", "There is nowhere to go.", "Bring either host back."),
    ACTIVE_DOWN_ALONE(
            640,
            Action.HOLD,
            "the active is down, but no other host is ready",
            "A move would go to a host that could not serve.",
            "Make the standby ready; its reasons are in explain."),
    CUT_OFF_HELD_DOWN(
            650,
            Action.HOLD,
            "the active reaches too few backends, and the last move was too recent",
            "The standby reaches enough, but the hold-down must pass first.",
            "Look at the active's network; a failover by an operator overrides the hold-down."),
    CUT_OFF(
            660,
            Action.MOVE,
            "the active reaches too few backends; the standby reaches enough",
            "The difference lies in the host, not in the backends.",
            "Look at the active's network."),
    ACTIVE_SUSPECT(
            700,
            Action.HOLD,
            "the active is suspect",
            "One signal says it is down and no second one agrees; that is shown, never acted on.",
            "Look at the path between the two who disagree."),
    ACTIVE_UNKNOWN(
            710,
            Action.HOLD,
            "nothing is known of the active",
            "It has not been seen by anyone yet; unknown means hold.",
            "Look at whether its agent runs and its proxy can be reached."),
    FAILBACK(
            800,
            Action.MOVE,
            "the preferred host is ready again",
            "The pair's file names it in failback, the hold-down is over, and no operator chose the other.",
            "Wait for the move to end."),
    FAILBACK_WAITS(
            810,
            Action.HOLD,
            "the preferred host is ready, but an operator chose the other",
            "What an operator asked for stands; it is not undone by failback.",
            "Nothing; a switchover to the preferred host, when it may return, ends the waiting."),
    NO_STANDBY(
            900,
            Action.HOLD,
            "the active serves, but no standby is ready",
            "A failure now would be an outage.",
            "Make the standby ready; its reasons are in explain."),
    HEALTHY(1000, Action.HOLD, "healthy", "The active serves and the standby is ready.", "Nothing.");

    private final int number;
    private final Action action;
    private final String title;
    private final String meaning;
    private final String advice;

    Situation(int number, Action action, String title, String meaning, String advice) {
        this.number = number;
        this.action = action;
        this.title = title;
        this.meaning = meaning;
        this.advice = advice;
    }

    public int number() {
        return number;
    }

    /** What follows from this situation, always. */
    public Action action() {
        return action;
    }

    /** The situation in a few words, as shown everywhere. */
    public String title() {
        return title;
    }

    /** Why it is so, and why that follows. */
    public String meaning() {
        return meaning;
    }

    /** What an operator can do. */
    public String advice() {
        return advice;
    }

    public static Optional<Situation> of(int number) {
        for (Situation situation : values()) {
            if (situation.number == number) {
                return Optional.of(situation);
            }
        }
        return Optional.empty();
    }
}
