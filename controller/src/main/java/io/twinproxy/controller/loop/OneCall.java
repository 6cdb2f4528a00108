package io.twinproxy.controller.loop;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which pairs have a call to the cloud under way. It outlives leaderships and declarations: who acts for a pair anew
 * waits until the call of whoever did before has ended, for a call that was given up may still have its effect. A call
 * ends within its time limit. Loop's thread only.
 */
final class OneCall {
    private final SortedSet<String> pairs = new TreeSet<>();

    boolean underWay(String pair) {
        return pairs.contains(pair);
    }

    void begin(String pair) {
        pairs.add(pair);
    }

    void end(String pair) {
        pairs.remove(pair);
    }
}
