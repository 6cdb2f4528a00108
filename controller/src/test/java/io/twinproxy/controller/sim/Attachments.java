package io.twinproxy.controller.sim;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/** Every attachment the cloud ever made, whoever asked: what the invariants know about an attachment's id. */
final class Attachments {
    /** One attachment. */
    record Made(String networkInterface, String instance) {}

    private final SortedMap<String, Made> made = new TreeMap<>();
    private final SortedMap<String, String> latest = new TreeMap<>();
    private final SortedSet<String> ending = new TreeSet<>();
    private final BiConsumer<String, Made> aboutToEnd;

    /** {@code aboutToEnd} hears of a detach asked for, unless one of the same attachment was accepted before. */
    Attachments(BiConsumer<String, Made> aboutToEnd) {
        this.aboutToEnd = aboutToEnd;
    }

    void made(String attachment, String networkInterface, String instance) {
        made.put(attachment, new Made(networkInterface, instance));
        latest.put(networkInterface, attachment);
    }

    void aboutToEnd(String attachment) {
        Made what = made.get(attachment);
        if (what != null && !ending.contains(attachment)) {
            aboutToEnd.accept(attachment, what);
        }
    }

    void ending(String attachment) {
        ending.add(attachment);
    }

    Optional<String> latest(String networkInterface) {
        return Optional.ofNullable(latest.get(networkInterface));
    }
}
