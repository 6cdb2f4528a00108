package io.twinproxy.controller.decide;

/** What follows from a situation. */
public enum Action {
    /** Nothing is changed. */
    HOLD,
    /** The target is written down as the active, and a move to it begins. */
    MOVE,
    /** The move under way goes on. */
    CONTINUE,
    /** The holder is written down as the active; the cloud is not touched. */
    ADOPT,
    /** An operator's wish is answered with a reason. */
    REFUSE
}
