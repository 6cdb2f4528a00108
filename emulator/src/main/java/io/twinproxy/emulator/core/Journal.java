package io.twinproxy.emulator.core;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/** Every call and every transition with its time; the oldest entries go when the bound is reached. */
public final class Journal {
    private final ArrayDeque<JournalEntry> entries = new ArrayDeque<>();
    private final IntSupplier limit;
    private Consumer<JournalEntry> listener = entry -> {};
    private long sequence;

    Journal(IntSupplier limit) {
        this.limit = limit;
    }

    void note(long nanos, JournalEntry.Kind kind, String subject, String detail) {
        JournalEntry entry = new JournalEntry(sequence++, nanos, kind, subject, detail);
        entries.addLast(entry);
        while (entries.size() > limit.getAsInt()) {
            entries.removeFirst();
        }
        listener.accept(entry);
    }

    /** What is kept, oldest first. */
    public List<JournalEntry> entries() {
        return List.copyOf(entries);
    }

    /** Adds someone who hears each entry as it is made, on the thread that uses the cloud. */
    public void listen(Consumer<JournalEntry> added) {
        listener = listener.andThen(added);
    }
}
