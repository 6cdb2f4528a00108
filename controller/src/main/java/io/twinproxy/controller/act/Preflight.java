package io.twinproxy.controller.act;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What would stand in the way of a move, found without making one. Only what is known to stand in the way: a check that
 * got no answer adds a warning, never a reason.
 *
 * @param general reasons that hold for every host: no move can be carried out
 * @param hosts reasons that hold for one host: no move can be made to it
 * @param warnings what does not stop a move but should be mended, and what could not be found out
 * @param answered whether every check was answered; one that was not is to be asked again soon
 */
public record Preflight(
        List<String> general, SortedMap<String, List<String>> hosts, List<String> warnings, boolean answered) {
    public static final Preflight CLEAR = new Preflight(List.of(), new TreeMap<>(), List.of(), true);

    public Preflight {
        general = List.copyOf(general);
        hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
        warnings = List.copyOf(warnings);
    }

    /** Everything that stands in the way of a move to this host. */
    public List<String> against(String host) {
        List<String> reasons = new ArrayList<>(general);
        reasons.addAll(hosts.getOrDefault(host, List.of()));
        return List.copyOf(reasons);
    }

    /** Nothing stands in the way of a move, and nothing should be mended. */
    public boolean clear() {
        return general.isEmpty() && hosts.isEmpty() && warnings.isEmpty();
    }

    /** All of it, for people. */
    public List<String> sentences() {
        List<String> all = new ArrayList<>(general);
        hosts.forEach((host, reasons) -> reasons.forEach(reason -> all.add(host + ": " + reason)));
        all.addAll(warnings);
        return List.copyOf(all);
    }
}
