package io.twinproxy.emulator.core;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long something takes: evenly between two bounds, with a chance of a longer tail, or never.
 *
 * <p>Written {@code 2s}, {@code 1s..10s}, {@code 1s..10s,2%..60s} (in two of a hundred cases between 10 s and 60 s),
 * or {@code never}.
 */
public record Delay(Duration min, Duration max, double tailChance, Duration tailMax, boolean never) {
    public static final Delay NONE = of(Duration.ZERO);
    public static final Delay NEVER = new Delay(Duration.ZERO, Duration.ZERO, 0, Duration.ZERO, true);

    private static final Pattern TAIL = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)%\\.\\.(\\S+)");

    public Delay {
        if (min.isNegative() || max.compareTo(min) < 0 || (tailChance > 0 && tailMax.compareTo(max) < 0)) {
            throw new IllegalArgumentException("a delay's bounds must rise: " + min + " .. " + max + " .. " + tailMax);
        }
        if (!(tailChance >= 0 && tailChance <= 1)) {
            throw new IllegalArgumentException("a delay's tail chance must be 0% to 100%");
        }
    }

    public static Delay of(Duration exactly) {
        return new Delay(exactly, exactly, 0, exactly, false);
    }

    public static Delay between(Duration min, Duration max) {
        return new Delay(min, max, 0, max, false);
    }

    /** The delay for its written form; the message of a failure says what is allowed. */
    public static Delay parse(String text) {
        String trimmed = text.trim();
        if (trimmed.equals("never")) {
            return NEVER;
        }
        int comma = trimmed.indexOf(',');
        String body = comma < 0 ? trimmed : trimmed.substring(0, comma).trim();
        int dots = body.indexOf("..");
        Duration min = Durations.parse(dots < 0 ? body : body.substring(0, dots));
        Duration max = dots < 0 ? min : Durations.parse(body.substring(dots + 2));
        if (comma < 0) {
            return between(min, max);
        }
        Matcher tail = TAIL.matcher(trimmed.substring(comma + 1).trim());
        if (!tail.matches()) {
            throw new IllegalArgumentException("'" + trimmed + "' has no tail of the form 2%..60s after its comma");
        }
        double chance = Double.parseDouble(tail.group(1)) / 100;
        return new Delay(min, max, chance, Durations.parse(tail.group(2)), false);
    }

    /** One delay in nanoseconds, or nothing when it never comes to an end. */
    OptionalLong draw(SplittableRandom random) {
        if (never) {
            return OptionalLong.empty();
        }
        if (tailChance > 0 && random.nextDouble() < tailChance) {
            return OptionalLong.of(between(random, max.toNanos(), tailMax.toNanos()));
        }
        return OptionalLong.of(between(random, min.toNanos(), max.toNanos()));
    }

    private static long between(SplittableRandom random, long from, long to) {
        return from == to ? from : random.nextLong(from, to + 1);
    }

    @Override
    public String toString() {
        if (never) {
            return "never";
        }
        String body = min.equals(max) ? Durations.print(min) : Durations.print(min) + ".." + Durations.print(max);
        return tailChance == 0 ? body : body + "," + tailChance * 100 + "%.." + Durations.print(tailMax);
    }
}
