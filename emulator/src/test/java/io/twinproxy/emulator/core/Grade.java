package io.twinproxy.emulator.core;

/** What backs a rule. */
public enum Grade {
    DOCUMENTED,
    REPORTED,
    ASSUMED
}
