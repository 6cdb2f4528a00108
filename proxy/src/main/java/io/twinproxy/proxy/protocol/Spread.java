package io.twinproxy.proxy.protocol;

/** Which backends a request may go to. */
public enum Spread {
    /** Each key to its own backend; one request becomes several where the keys lie apart. */
    BY_KEY,
    /** To the one backend of all its keys; refused where they lie apart. */
    TOGETHER,
    /** It has no key, and every backend answers alike. */
    ANYWHERE,
    /** It has no key, and all backends must hear it. */
    EVERYWHERE,
    /** Where its keys are cannot be told: only in a pool of one server can it be passed on. */
    ALONE
}
