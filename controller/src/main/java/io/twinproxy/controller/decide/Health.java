package io.twinproxy.controller.decide;

/** A host's health as judged from all signals. */
public enum Health {
    /** At least one vantage point gets replies, and no signal says otherwise. */
    SERVING,
    /** One signal says it is down; no second one agrees. */
    SUSPECT,
    /** Two independent signals say it is down, or the host said so itself. */
    DOWN,
    /** Nobody has seen it yet. */
    UNKNOWN
}
