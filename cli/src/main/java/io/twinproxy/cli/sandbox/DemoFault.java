package io.twinproxy.cli.sandbox;

import java.util.Locale;
import java.util.Optional;

/** What the demonstration does to the pair. */
public enum DemoFault {
    KILL("SIGKILL to the active agent"),
    FREEZE("SIGSTOP to the active agent"),
    LEADER("SIGKILL to the leading controller in the middle of a switchover"),
    SWITCHOVER("a switchover, as an operator asks for it");

    private final String sentence;

    DemoFault(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<DemoFault> of(String word) {
        for (DemoFault fault : values()) {
            if (fault.word().equals(word)) {
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }
}
