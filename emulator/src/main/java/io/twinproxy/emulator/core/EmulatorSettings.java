package io.twinproxy.emulator.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Every delay, choice and fault of the emulator. The written key of a setting is its name here in kebab case
 * ({@code attachDelay} is {@code attach-delay}); defaults are {@link #DEFAULTS} and none was measured on AWS.
 *
 * @param attachDelay from the attach call to {@code attached}
 * @param detachDelay from a graceful detach call to {@code available}; {@code never} leaves it stuck
 * @param forcedDetachDelay the same for a forced detach, which also ends a stuck one
 * @param guestDelay from {@code attached} until the guest sees the device; {@code never} is a broken guest
 * @param detachingCarries whether a detaching interface still carries traffic until the detach is over
 * @param createVisibleDelay how long a just created interface answers NotFound
 * @param releaseDelay from the end of an instance until its interfaces are released
 * @param startDelay from start or run to {@code running}
 * @param stopDelay from stop to {@code stopped}
 * @param terminateDelay from terminate to {@code terminated}
 * @param phaseStatus which interface status is shown while attaching or detaching
 * @param inUseError which of two documented codes an attach of a used interface answers with
 * @param secondDetach what detaching an attachment that is already detaching answers
 * @param notAttachable the code for attaching to an instance in a wrong state
 * @param multiCardRejection whether an omitted NetworkCardIndex is refused on types with several cards
 * @param dryRunValidatesState whether DryRun checks state and limits besides permission, syntax and existence
 * @param addressGuestDelay from assigning a private address until the guest's metadata tells of it
 * @param mappingDelay from leading an address elsewhere until packets follow
 * @param registrationDelay from registering a target until its first health check
 * @param registerWhileDraining what registering a draining target does to it
 * @param checkers how many health checkers probe each target, each on its own
 * @param removedLingers how long new connections still reach a deregistered target
 * @param targetsMax how many targets a group takes
 * @param throttling whether the token buckets refuse calls
 * @param ec2BackgroundPerSecond tokens a second that other traffic takes out of every EC2 bucket
 * @param elbBackgroundPerSecond tokens a second that other traffic takes out of every ELB bucket
 * @param throttleEc2Status HTTP status of RequestLimitExceeded
 * @param throttleElbStatus HTTP status of ThrottlingException
 * @param dropChance chance that a call is lost before it is applied
 * @param loseReplyChance chance that a call is applied and its reply lost
 * @param lateChance chance that a call gets no answer and is applied after {@code lateDelay}
 * @param lateDelay how late a late call is applied
 * @param errorChance chance of a 5xx answer without effect
 * @param answerDelay how long an answer takes beyond the work itself
 * @param truncateChance chance that a reply's body is cut off
 * @param staleChance chance that a describe answers from an older version
 * @param staleMax how old such a version may be
 * @param deniedActions actions the caller has no permission for, by API name
 * @param expired whether every request is refused as RequestExpired
 * @param outage whether the whole control plane answers ServiceUnavailable while the data plane goes on
 * @param journalMax how many journal entries are kept
 */
public record EmulatorSettings(
        Delay attachDelay,
        Delay detachDelay,
        Delay forcedDetachDelay,
        Delay guestDelay,
        boolean detachingCarries,
        Delay createVisibleDelay,
        Delay releaseDelay,
        Delay startDelay,
        Delay stopDelay,
        Delay terminateDelay,
        PhaseStatus phaseStatus,
        InUseError inUseError,
        SecondDetach secondDetach,
        NotAttachable notAttachable,
        boolean multiCardRejection,
        boolean dryRunValidatesState,
        Delay addressGuestDelay,
        Delay mappingDelay,
        Delay registrationDelay,
        RegisterWhileDraining registerWhileDraining,
        int checkers,
        Delay removedLingers,
        int targetsMax,
        boolean throttling,
        double ec2BackgroundPerSecond,
        double elbBackgroundPerSecond,
        int throttleEc2Status,
        int throttleElbStatus,
        double dropChance,
        double loseReplyChance,
        double lateChance,
        Delay lateDelay,
        double errorChance,
        Delay answerDelay,
        double truncateChance,
        double staleChance,
        Duration staleMax,
        SortedSet<String> deniedActions,
        boolean expired,
        boolean outage,
        int journalMax) {

    /** Delays like those published or reported for EC2 and NLB, and no faults. */
    public static final EmulatorSettings DEFAULTS = new EmulatorSettings(
            Delay.parse("1s..10s,2%..60s"),
            Delay.parse("2s..20s,1%..240s"),
            Delay.parse("1s..5s"),
            Delay.parse("0..2s"),
            false,
            Delay.NONE,
            Delay.parse("5s..60s"),
            Delay.parse("5s..30s"),
            Delay.parse("5s..40s"),
            Delay.parse("5s..60s"),
            PhaseStatus.SEEDED,
            InUseError.SEEDED,
            SecondDetach.INCORRECT_STATE,
            NotAttachable.INCORRECT_STATE,
            false,
            false,
            Delay.parse("1s..30s"),
            Delay.parse("0..3s"),
            Delay.parse("90s..180s"),
            RegisterWhileDraining.INITIAL,
            3,
            Delay.NONE,
            500,
            true,
            0,
            0,
            503,
            400,
            0,
            0,
            0,
            Delay.parse("1s..10s"),
            0,
            Delay.NONE,
            0,
            0,
            Duration.ofSeconds(2),
            Collections.unmodifiableSortedSet(new TreeSet<>()),
            false,
            false,
            10_000);

    /** Which status an interface shows while its attachment is on the way up or down; AWS lists both. */
    public enum PhaseStatus {
        SEEDED,
        PHASE,
        IN_USE
    }

    /** AWS documents that either code may come. */
    public enum InUseError {
        SEEDED,
        IN_USE,
        INVALID_PARAMETER
    }

    /** What a second detach of an attachment that is still detaching answers. */
    public enum SecondDetach {
        SUCCESS,
        INCORRECT_STATE
    }

    /** Which code refuses an attach to a pending, ending or ended instance. */
    public enum NotAttachable {
        INCORRECT_INSTANCE_STATE,
        INCORRECT_STATE,
        NOT_FOUND
    }

    /** What registering a target that is draining does. */
    public enum RegisterWhileDraining {
        INITIAL,
        RESUMES
    }

    public EmulatorSettings {
        deniedActions = Collections.unmodifiableSortedSet(new TreeSet<>(deniedActions));
        List<String> problems = new ArrayList<>();
        chance(problems, "drop-chance", dropChance);
        chance(problems, "lose-reply-chance", loseReplyChance);
        chance(problems, "late-chance", lateChance);
        chance(problems, "error-chance", errorChance);
        chance(problems, "truncate-chance", truncateChance);
        chance(problems, "stale-chance", staleChance);
        range(problems, "checkers", checkers, 1, 16);
        range(problems, "targets-max", targetsMax, 1, 10_000);
        range(problems, "throttle-ec2-status", throttleEc2Status, 400, 599);
        range(problems, "throttle-elb-status", throttleElbStatus, 400, 599);
        range(problems, "journal-max", journalMax, 1, 1_000_000);
        notNegative(problems, "ec2-background-per-second", ec2BackgroundPerSecond);
        notNegative(problems, "elb-background-per-second", elbBackgroundPerSecond);
        if (staleMax.isNegative() || staleMax.compareTo(Duration.ofMinutes(10)) > 0) {
            problems.add("stale-max is " + Durations.print(staleMax) + "; allowed is 0 to 10m");
        }
        if (answerDelay.never()) {
            problems.add("answer-delay is never; a call without an answer is drop-chance or lose-reply-chance");
        }
        for (String action : deniedActions) {
            if (Action.named(action).isEmpty()) {
                problems.add("denied-actions names '" + action + "', which is no action here; nearest is "
                        + Nearest.of(action, Action.names()));
            }
        }
        if (!problems.isEmpty()) {
            throw new SettingsException(problems);
        }
    }

    private static void chance(List<String> problems, String key, double value) {
        if (!(value >= 0 && value <= 1)) {
            problems.add(key + " is " + value + "; allowed is 0 to 1");
        }
    }

    private static void range(List<String> problems, String key, int value, int min, int max) {
        if (value < min || value > max) {
            problems.add(key + " is " + value + "; allowed is " + min + " to " + max);
        }
    }

    private static void notNegative(List<String> problems, String key, double value) {
        if (!(value >= 0 && value <= 1_000_000)) {
            problems.add(key + " is " + value + "; allowed is 0 to 1000000");
        }
    }

    /** The same as {@link #DEFAULTS}: delays like those published for EC2. */
    public static EmulatorSettings ec2() {
        return DEFAULTS;
    }

    /** No delay anywhere, one health checker, no throttling: the cloud answers as fast as it can. */
    public static EmulatorSettings fast() {
        return DEFAULTS.with(
                "attach-delay", "0",
                "detach-delay", "0",
                "forced-detach-delay", "0",
                "guest-delay", "0",
                "release-delay", "0",
                "start-delay", "0",
                "stop-delay", "0",
                "terminate-delay", "0",
                "address-guest-delay", "0",
                "mapping-delay", "0",
                "registration-delay", "0",
                "checkers", "1",
                "throttling", "false");
    }

    /** Settings from flat keys over the defaults; every problem is reported at once. */
    public static EmulatorSettings of(SortedMap<String, String> values) {
        return SettingsText.read(DEFAULTS, values);
    }

    /** Settings from lines {@code key: value} or {@code key=value}; blank lines and lines with # are skipped. */
    public static EmulatorSettings parse(String text) {
        return SettingsText.read(DEFAULTS, SettingsText.lines(text));
    }

    /** These settings with some keys changed; keys and values alternate. */
    public EmulatorSettings with(String... keysAndValues) {
        return SettingsText.read(this, SettingsText.pairs(keysAndValues));
    }

    public EmulatorSettings with(SortedMap<String, String> values) {
        return SettingsText.read(this, values);
    }

    /** Every key with its value, as {@link #parse} reads it. */
    public SortedMap<String, String> toMap() {
        return SettingsText.write(this);
    }
}
