package io.twinproxy.lab;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What a figure depends on besides the program: told with every table, since a figure without it says nothing. */
public final class Surroundings {
    private Surroundings() {}

    public static String now() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        return String.format(
                Locale.ROOT,
                "%s; %d CPUs, load average %.2f, %s %s, JDK %s",
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                system.getAvailableProcessors(),
                system.getSystemLoadAverage(),
                system.getName(),
                system.getVersion(),
                System.getProperty("java.version"));
    }
}
