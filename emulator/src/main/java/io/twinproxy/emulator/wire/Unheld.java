package io.twinproxy.emulator.wire;

/** What a client meets that connects while nobody holds the endpoint. */
public enum Unheld {
    /** The connection is reset at once: the nearest to an unreachable address that costs no waiting. */
    RESET,
    /** The connection hangs without a byte, as packets to an unheld address do, and is reset after a bound. */
    HANG
}
