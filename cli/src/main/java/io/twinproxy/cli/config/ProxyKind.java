package io.twinproxy.cli.config;

import io.twinproxy.coordination.settings.Problem;
import io.twinproxy.coordination.settings.SettingsException;
import io.twinproxy.proxy.config.ConfigException;
import io.twinproxy.proxy.config.ProxyConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * The proxy's file, {@code nutcracker.yml}. Its top-level keys are the pools' names, which may be anything; what lies under
 * them tells it.
 */
public final class ProxyKind implements ConfigKind {
    /** Every pool has two of them, so that one may be mistyped. */
    private static final List<String> TELLING = List.of("listen", "servers", "discovery");

    @Override
    public String name() {
        return "nutcracker.yml";
    }

    @Override
    public int likeness(SortedMap<String, SortedSet<String>> keys) {
        if (keys.isEmpty()) {
            return 0;
        }
        int pools = 0;
        for (Set<String> inner : keys.values()) {
            if (TELLING.stream().anyMatch(inner::contains)) {
                pools++;
            }
        }
        return pools * 100 / keys.size();
    }

    @Override
    public void check(String text, String source) throws SettingsException {
        try {
            ProxyConfig.parse(text, source);
        } catch (ConfigException e) {
            throw new SettingsException(source, problems(e));
        }
    }

    /** The proxy's problems in the form of all settings files: one line each, with the pool and the key as a path. */
    public static List<Problem> problems(ConfigException e) {
        List<Problem> problems = new ArrayList<>();
        for (var problem : e.problems()) {
            String dot = problem.pool().isEmpty() || problem.key().isEmpty() ? "" : ".";
            problems.add(new Problem(problem.line(), problem.pool() + dot + problem.key(), problem.text()));
        }
        return List.copyOf(problems);
    }
}
