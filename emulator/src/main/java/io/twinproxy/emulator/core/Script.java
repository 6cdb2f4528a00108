package io.twinproxy.emulator.core;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A fault for the next calls of an action, whatever the chances say.
 *
 * <p>Written {@code ACTION FAULT [ARGUMENT] [xTIMES]}: {@code DetachNetworkInterface lose-reply},
 * {@code * error ServiceUnavailable x3}, {@code AttachNetworkInterface late 5s}. {@code *} is any action.
 *
 * @param by how long for {@link Fault#DELAY} and {@link Fault#LATE}
 * @param code the error code for {@link Fault#ERROR}
 */
public record Script(String action, Fault fault, Duration by, String code, int times) {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern TIMES = Pattern.compile("x[1-9]\\d{0,5}");
    private static final Duration BY_DEFAULT = Duration.ofSeconds(5);

    /** What befalls the call. */
    public enum Fault {
        DROP,
        LOSE_REPLY,
        LATE,
        DELAY,
        ERROR,
        TRUNCATE
    }

    public Script {
        if (!action.equals("*") && Action.named(action).isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + action + "' is no action; nearest is " + Nearest.of(action, Action.names()));
        }
        if (times < 1 || by.isNegative()) {
            throw new IllegalArgumentException("a script applies at least once and not before its call");
        }
    }

    public static Script drop(Action action) {
        return new Script(action.apiName(), Fault.DROP, Duration.ZERO, "", 1);
    }

    public static Script loseReply(Action action) {
        return new Script(action.apiName(), Fault.LOSE_REPLY, Duration.ZERO, "", 1);
    }

    public static Script late(Action action, Duration by) {
        return new Script(action.apiName(), Fault.LATE, by, "", 1);
    }

    public static Script delay(Action action, Duration by) {
        return new Script(action.apiName(), Fault.DELAY, by, "", 1);
    }

    public static Script error(Action action, String code) {
        return new Script(action.apiName(), Fault.ERROR, Duration.ZERO, code, 1);
    }

    public static Script truncate(Action action) {
        return new Script(action.apiName(), Fault.TRUNCATE, Duration.ZERO, "", 1);
    }

    public Script times(int count) {
        return new Script(action, fault, by, code, count);
    }

    /** The script for its written form; the message of a failure says what is allowed. */
    public static Script parse(String text) {
        List<String> words = SPACE.splitAsStream(text.trim()).toList();
        if (words.size() < 2) {
            throw new IllegalArgumentException("'" + text + "' is not ACTION FAULT [ARGUMENT] [xTIMES]");
        }
        Fault fault = fault(words.get(1));
        int times = 1;
        Duration by = fault == Fault.LATE || fault == Fault.DELAY ? BY_DEFAULT : Duration.ZERO;
        String code = fault == Fault.ERROR ? "ServiceUnavailable" : "";
        for (String word : words.subList(2, words.size())) {
            if (TIMES.matcher(word).matches()) {
                times = Integer.parseInt(word.substring(1));
            } else if (fault == Fault.LATE || fault == Fault.DELAY) {
                by = Durations.parse(word);
            } else if (fault == Fault.ERROR) {
                code = word;
            } else {
                throw new IllegalArgumentException("'" + word + "' in '" + text + "' says nothing to " + words.get(1));
            }
        }
        return new Script(words.get(0), fault, by, code, times);
    }

    private static Fault fault(String word) {
        String wanted = word.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(Fault.values())
                .filter(f -> f.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + word + "' is no fault; allowed are drop, lose-reply, late, delay, error, truncate"));
    }
}
