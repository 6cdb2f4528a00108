package io.twinproxy.proxy.redis;

/** Where the keys stand among the words of a command; the command itself is word 0. */
enum Keys {
    NONE,
    FIRST,
    SECOND,
    FIRST_TWO,
    ALL,
    ALL_FROM_SECOND,
    /** Every other word, each followed by its value. */
    PAIRS,
    /** Word 1 says how many follow. */
    COUNTED_BY_FIRST,
    /** Word 2 says how many follow. */
    COUNTED_BY_SECOND,
    /** Word 1 is a key, and word 2 says how many more follow. */
    TARGET_AND_COUNTED,
    /** Word 1, and what STORE names; BY and GET patterns name keys nobody can foresee. */
    SORT,
    /** Word 1, and what STORE or STOREDIST names. */
    GEORADIUS,
    /** The first half of what follows the word STREAMS. */
    STREAMS
}
