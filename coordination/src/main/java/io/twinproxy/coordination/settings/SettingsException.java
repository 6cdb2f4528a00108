package io.twinproxy.coordination.settings;

import java.util.List;
import java.util.stream.Collectors;

/** A settings file that cannot be used; carries every problem found. */
public final class SettingsException extends Exception {
    private final transient List<Problem> problems;
    private final String source;

    public SettingsException(String source, List<Problem> problems) {
        super(problems.stream().map(p -> p.text(source)).collect(Collectors.joining("\n")));
        this.source = source;
        this.problems = List.copyOf(problems);
    }

    public List<Problem> problems() {
        return problems;
    }

    public String source() {
        return source;
    }
}
