package io.twinproxy.controller.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * The only door into the loop for other threads. A letter replaces an unread one of the same key, so what is waiting is
 * bounded by the number of things that can be said, not by how often they are said.
 */
public final class Mailbox {
    /** Far above pairs × (pictures + hosts + calls under way) for a thousand pairs; more is a bug. */
    private static final int LETTERS_MAX = 100_000;

    private final Runnable wake;
    private final LinkedHashMap<Object, Runnable> letters = new LinkedHashMap<>();

    /**
     * An empty mailbox.
     *
     * @param wake runs after each post, on the poster's thread; must be short
     */
    public Mailbox(Runnable wake) {
        this.wake = wake;
    }

    public void post(Object key, Runnable letter) {
        synchronized (letters) {
            letters.put(key, letter);
            if (letters.size() > LETTERS_MAX) {
                throw new IllegalStateException("the loop has stopped reading its mail");
            }
        }
        wake.run();
    }

    /** Takes everything that is waiting, oldest first. Called on the loop's thread. */
    List<Runnable> take() {
        synchronized (letters) {
            List<Runnable> taken = new ArrayList<>(letters.values());
            letters.clear();
            return taken;
        }
    }
}
