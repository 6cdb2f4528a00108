package io.twinproxy.lab.proxy;

/** What a reply is worth. */
enum Verdict {
    /** The value stored for the key, or STORED. */
    RIGHT,
    /** No value, though every key has one. */
    MISSED,
    /** An error reply. */
    REFUSED,
    /** Anything else: another key's value, a damaged one, a reply of another kind. */
    WRONG
}
