package io.twinproxy.emulator.core;

import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/**
 * What is yet to happen, ordered by time and then by when it was entered, so ties replay alike. A change that has been
 * overtaken stays and finds out itself that nothing is left to do.
 */
final class Agenda {
    private record Entry(long atNanos, long sequence, Runnable change) implements Comparable<Entry> {
        @Override
        public int compareTo(Entry other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    private final PriorityQueue<Entry> entries = new PriorityQueue<>();
    private long sequence;

    void at(long atNanos, Runnable change) {
        entries.add(new Entry(atNanos, sequence++, change));
    }

    OptionalLong nextNanos() {
        Entry head = entries.peek();
        return head == null ? OptionalLong.empty() : OptionalLong.of(head.atNanos());
    }

    /** Runs everything due, telling the moment of each before it runs; changes may enter further ones. */
    void runUntil(long nowNanos, LongConsumer moment) {
        for (Entry head = entries.peek(); head != null && head.atNanos() <= nowNanos; head = entries.peek()) {
            entries.remove();
            moment.accept(head.atNanos());
            head.change().run();
        }
    }
}
