package io.twinproxy.coordination.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one source, so that all of it is told at once. One thread. */
public final class Problems {
    /** A file of garbage is told in a screenful, not in megabytes. */
    private static final int MAX = 50;

    private final String source;
    private final List<Problem> problems = new ArrayList<>();
    private boolean ended;

    public Problems(String source) {
        this.source = source;
    }

    public void add(int line, String key, String sentence) {
        if (problems.size() < MAX && !ended) {
            problems.add(new Problem(line, key, sentence));
        }
    }

    /** The last problem there is to tell: nothing was read, so whatever is found missing after it only looks missing. */
    void last(int line, String sentence) {
        add(line, "", sentence);
        ended = true;
    }

    public boolean none() {
        return problems.isEmpty();
    }

    /** Ends the reading: throws when anything was wrong. */
    public void check() throws SettingsException {
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(Problem::line));
            throw new SettingsException(source, problems);
        }
    }
}
