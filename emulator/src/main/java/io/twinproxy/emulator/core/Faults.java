package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.JournalEntry.Kind;
import io.twinproxy.emulator.core.Script.Fault;
import io.twinproxy.emulator.core.Verdict.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Decides what goes wrong with each call; carries nothing out. Scripts go first, then an outage, then the chances of
 * the settings, drawn from the seed, so the same calls in the same order meet the same faults.
 */
public final class Faults {
    private static final int SCRIPTS_MAX = 1000;
    private static final List<CloudError> SERVER_ERRORS = List.of(
            new CloudError("InternalError", 500, "An internal error has occurred."),
            new CloudError("ServiceUnavailable", 503, "The service is unavailable."),
            new CloudError("Unavailable", 503, "The server is overloaded."));

    private final World world;
    private final SplittableRandom random;
    private final List<Script> scripts = new ArrayList<>();
    private final SortedSet<String> stuck = new TreeSet<>();

    Faults(World world, SplittableRandom random) {
        this.world = world;
        this.random = random;
    }

    /** The verdict for a call that is about to be made; scripts are used up by it. */
    public Verdict decide(Action action) {
        world.settle();
        Verdict verdict = scripted(action).map(this::verdict).orElseGet(this::drawn);
        if (!verdict.equals(Verdict.CLEAN)) {
            world.note(Kind.FAULT, action.apiName(), describe(verdict));
        }
        return verdict;
    }

    /** Adds a fault for the next calls of an action. */
    public void script(Script script) {
        if (scripts.size() >= SCRIPTS_MAX) {
            throw new IllegalStateException("more than " + SCRIPTS_MAX + " scripted faults are waiting");
        }
        scripts.add(script);
    }

    /** Makes graceful detaches of an interface never finish, until forced or {@link #unstick}. */
    public void stickDetach(String networkInterfaceId) {
        stuck.add(networkInterfaceId);
    }

    /** Lets later detaches of an interface finish again; one that is already stuck stays so until forced. */
    public void unstick(String networkInterfaceId) {
        stuck.remove(networkInterfaceId);
    }

    boolean stuck(String networkInterfaceId) {
        return stuck.contains(networkInterfaceId);
    }

    /** Forgets every script and stuck interface. */
    public void clear() {
        scripts.clear();
        stuck.clear();
    }

    private Optional<Script> scripted(Action action) {
        for (int i = 0; i < scripts.size(); i++) {
            Script script = scripts.get(i);
            if (script.action().equals("*") || script.action().equals(action.apiName())) {
                if (script.times() == 1) {
                    scripts.remove(i);
                } else {
                    scripts.set(i, script.times(script.times() - 1));
                }
                return Optional.of(script);
            }
        }
        return Optional.empty();
    }

    private Verdict verdict(Script script) {
        return switch (script.fault()) {
            case DROP -> Verdict.CLEAN.dropped();
            case LOSE_REPLY -> Verdict.CLEAN.reply(Reply.LOST);
            case LATE -> Verdict.CLEAN.late(script.by());
            case DELAY -> Verdict.CLEAN.delayed(script.by());
            case ERROR -> Verdict.CLEAN.error(scriptedError(script.code()));
            case TRUNCATE -> Verdict.CLEAN.reply(Reply.TRUNCATED);
        };
    }

    private static CloudError scriptedError(String code) {
        return SERVER_ERRORS.stream()
                .filter(e -> e.code().equals(code))
                .findFirst()
                .orElseGet(() -> new CloudError(code, 400, "A scripted " + Fault.ERROR + "."));
    }

    private Verdict drawn() {
        EmulatorSettings settings = world.settings();
        if (settings.outage()) {
            return Verdict.CLEAN.error(SERVER_ERRORS.get(1));
        }
        if (settings.expired()) {
            return Verdict.CLEAN.error(new CloudError("RequestExpired", 400, "Request has expired."));
        }
        OptionalLong delay = settings.answerDelay().draw(random);
        Verdict verdict = delay.isEmpty() || delay.getAsLong() == 0
                ? Verdict.CLEAN
                : Verdict.CLEAN.delayed(Duration.ofNanos(delay.getAsLong()));
        if (happens(settings.dropChance())) {
            return verdict.dropped();
        } else if (happens(settings.errorChance())) {
            return verdict.error(SERVER_ERRORS.get(random.nextInt(SERVER_ERRORS.size())));
        } else if (happens(settings.lateChance())) {
            OptionalLong late = settings.lateDelay().draw(random);
            return late.isPresent() ? verdict.late(Duration.ofNanos(late.getAsLong())) : verdict.dropped();
        } else if (happens(settings.loseReplyChance())) {
            return verdict.reply(Reply.LOST);
        } else if (happens(settings.truncateChance())) {
            return verdict.reply(Reply.TRUNCATED);
        }
        return verdict;
    }

    private boolean happens(double chance) {
        return chance > 0 && random.nextDouble() < chance;
    }

    private static String describe(Verdict verdict) {
        StringBuilder text = new StringBuilder(64);
        if (!verdict.before().delay().isZero()) {
            text.append("delayed ")
                    .append(Durations.print(verdict.before().delay()))
                    .append(' ');
        }
        if (verdict.before().dropped()) {
            text.append("dropped ");
        }
        verdict.before()
                .error()
                .ifPresent(e -> text.append("answers ").append(e.code()).append(' '));
        verdict.after()
                .lateBy()
                .ifPresent(d ->
                        text.append("applied late ").append(Durations.print(d)).append(' '));
        if (verdict.after().reply() != Reply.WHOLE) {
            text.append("reply ").append(verdict.after().reply());
        }
        return text.toString().trim();
    }
}
