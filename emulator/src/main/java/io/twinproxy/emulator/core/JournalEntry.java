package io.twinproxy.emulator.core;

/** One thing that happened: when on the cloud's clock, of which kind, to what, and how. */
public record JournalEntry(long sequence, long nanos, Kind kind, String subject, String detail) {
    /** What an entry is about. */
    public enum Kind {
        CALL,
        REFUSED,
        FAULT,
        INTERFACE,
        INSTANCE,
        HOLDER,
        ADDRESS,
        TARGET,
        ROUTING,
        SETTINGS
    }

    @Override
    public String toString() {
        return sequence + " " + nanos + " " + kind + " " + subject + " " + detail;
    }
}
