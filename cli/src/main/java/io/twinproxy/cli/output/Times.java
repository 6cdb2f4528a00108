package io.twinproxy.cli.output;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Moments and durations as people and programs read them. Formatted by hand: the JDK's formatters cost a short-lived
 * command more in class loading than all else it prints.
 */
public record Times(Clock clock) {
    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    /** {@code 2026-11-22T10:00:00Z (3m ago)}, in the clock's zone. */
    public String at(long millis) {
        return local(millis) + " (" + ago(millis) + ")";
    }

    public String local(long millis) {
        ZoneId zone = clock.getZone();
        Instant instant = Instant.ofEpochMilli(millis);
        ZoneOffset offset = zone.getRules().getOffset(instant);
        return seconds(LocalDateTime.ofInstant(instant, offset)) + offset.getId();
    }

    /** For programs: UTC with milliseconds. */
    public static String iso(long millis) {
        LocalDateTime utc = LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
        return seconds(utc) + "." + digits(3, (int) Math.floorMod(millis, SECOND)) + "Z";
    }

    /** {@code 3m ago}; a moment ahead of this clock was stamped by one that runs ahead, and is called so. */
    public String ago(long millis) {
        long age = age(millis);
        return age < -SECOND ? span(-age) + " ahead of this clock" : span(Math.max(0, age)) + " ago";
    }

    public long age(long millis) {
        return clock.millis() - millis;
    }

    /** The largest unit that fits, whole: {@code 45s}, {@code 3m}, {@code 5h}, {@code 2d}. */
    public static String span(long millis) {
        if (millis < MINUTE) {
            return millis / SECOND + "s";
        }
        if (millis < HOUR) {
            return millis / MINUTE + "m";
        }
        return millis < 2 * DAY ? millis / HOUR + "h" : millis / DAY + "d";
    }

    /** For what is over in seconds: {@code 85 ms}, {@code 1.2 s}. */
    public static String brief(long millis) {
        if (millis < SECOND) {
            return millis + " ms";
        }
        return millis < MINUTE ? millis / SECOND + "." + millis % SECOND / 100 + " s" : span(millis);
    }

    private static String seconds(LocalDateTime t) {
        return digits(4, t.getYear()) + "-" + digits(2, t.getMonthValue()) + "-" + digits(2, t.getDayOfMonth()) + "T"
                + digits(2, t.getHour()) + ":" + digits(2, t.getMinute()) + ":" + digits(2, t.getSecond());
    }

    private static String digits(int width, int number) {
        String text = Integer.toString(number);
        return "0".repeat(Math.max(0, width - text.length())) + text;
    }
}
