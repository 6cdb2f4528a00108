package io.twinproxy.controller.sim;

import java.util.SortedMap;
import java.util.TreeMap;

/** Which machines cannot reach which, and until when that was so. */
public final class Links {
    private final SortedMap<String, Integer> cuts = new TreeMap<>();
    private final SortedMap<String, Long> lastCutNanos = new TreeMap<>();

    private static String link(String a, String b) {
        return a.compareTo(b) < 0 ? a + "|" + b : b + "|" + a;
    }

    /** One more reason for no packets between two. */
    public void cut(String a, String b) {
        cuts.merge(link(a, b), 1, Integer::sum);
    }

    /** One reason less. */
    public void mend(String a, String b) {
        cuts.computeIfPresent(link(a, b), (link, reasons) -> reasons == 1 ? null : reasons - 1);
    }

    void mendAll() {
        cuts.clear();
    }

    boolean between(String a, String b) {
        return !cuts.isEmpty() && cuts.containsKey(link(a, b));
    }

    void note(long nowNanos) {
        if (!cuts.isEmpty()) {
            cuts.keySet().forEach(link -> lastCutNanos.put(link, nowNanos));
        }
    }

    boolean cutSince(String a, String b, long sinceNanos) {
        return lastCutNanos.getOrDefault(link(a, b), Long.MIN_VALUE) >= sinceNanos;
    }
}
