package io.twinproxy.coordination.record;

/** Whether this host's operating system holds the endpoint's address, as its agent has verified. */
public enum Hold {
    /** The kind of endpoint puts nothing on the host, or the agent was told to leave interfaces alone. */
    NOT_NEEDED,
    /** The interface, its address and its route are there. */
    VERIFIED,
    /** The interface is not there. */
    ABSENT,
    /** The interface is there, but something is missing; the heartbeat's {@code holdDetail} says what. */
    INCOMPLETE
}
