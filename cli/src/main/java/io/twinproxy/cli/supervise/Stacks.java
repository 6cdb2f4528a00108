package io.twinproxy.cli.supervise;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

/** What every thread of this process does. */
final class Stacks {
    private static final int THREADS_MAX = 60;
    private static final int FRAMES_MAX = 20;

    private Stacks() {}

    static String now() {
        return Thread.getAllStackTraces().entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().getName()))
                .limit(THREADS_MAX)
                .map(Stacks::lines)
                .collect(Collectors.joining("\n"));
    }

    private static String lines(Map.Entry<Thread, StackTraceElement[]> entry) {
        String head = entry.getKey().getName() + " (" + entry.getKey().getState() + ")";
        return Arrays.stream(entry.getValue())
                .limit(FRAMES_MAX)
                .map(frame -> "\n    at " + frame)
                .collect(Collectors.joining("", head, ""));
    }
}
