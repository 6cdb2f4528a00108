package io.twinproxy.coordination.probe;

/** What {@link Sightings} asks to be done with a connection; lines are numbered and a number is never used twice. */
record Order(Verb verb, int line) {
    /** The things that can be done. */
    enum Verb {
        OPEN,
        SEND,
        CLOSE
    }
}
