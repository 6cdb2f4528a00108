package io.twinproxy.controller.act;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Collects what a preflight finds; the same sentence once. One thread. */
public final class Findings {
    private final Set<String> general = new LinkedHashSet<>();
    private final SortedMap<String, Set<String>> hosts = new TreeMap<>();
    private final Set<String> warnings = new LinkedHashSet<>();
    private boolean answered = true;

    /** No move can be carried out. */
    public void bars(String reason) {
        general.add(reason);
    }

    /** No move can be made to this host. */
    public void bars(String host, String reason) {
        hosts.computeIfAbsent(host, h -> new LinkedHashSet<>()).add(reason);
    }

    /** Stops nothing, but should be mended. */
    public void warns(String sentence) {
        warnings.add(sentence);
    }

    /** A check got no answer: nothing is known by it, and it is to be asked again soon. */
    public void unanswered(String sentence) {
        warnings.add(sentence);
        answered = false;
    }

    /** What a request that changes nothing says of the change: a refusal stands in the way, no answer says nothing. */
    public void dryRun(Outcome outcome, Consumer<String> refused) {
        switch (outcome.kind()) {
            case DONE -> {}
            case REFUSED -> refused.accept(outcome.sentence());
            default -> unanswered(outcome.sentence());
        }
    }

    /** Hosts on AWS each need an instance id, and one of their own; the others are not barred by two that quarrel. */
    public void identities(List<Target> targets) {
        SortedMap<String, String> seen = new TreeMap<>();
        for (Target target : targets) {
            if (target.instance().isEmpty()) {
                bars(target.host(), "it has not said its EC2 instance id: set 'instance' in its agent.yml");
                continue;
            }
            String instance = target.instance().get();
            String other = seen.putIfAbsent(instance, target.host());
            if (other != null) {
                String sentence = other + " and " + target.host() + " both say that they are instance " + instance
                        + ": one of their agent.yml is wrong";
                bars(other, sentence);
                bars(target.host(), sentence);
            }
        }
    }

    public Preflight preflight() {
        SortedMap<String, List<String>> reasons = new TreeMap<>();
        hosts.forEach((host, found) -> reasons.put(host, new ArrayList<>(found)));
        return new Preflight(new ArrayList<>(general), reasons, new ArrayList<>(warnings), answered);
    }
}
