package io.twinproxy.proxy.stats;

/**
 * Counts kept by one event loop. Only that loop writes; anyone may read, and sees values that may be an instant old.
 * Plain longs: a counter costs the hot path one addition.
 */
@SuppressWarnings("EnumOrdinal") // The place of a count in memory; it is never stored or sent.
public final class Tally<F extends Enum<F>> {
    private final long[] counts;

    public Tally(Class<F> fields) {
        counts = new long[fields.getEnumConstants().length];
    }

    public void add(F field, long amount) {
        counts[field.ordinal()] += amount;
    }

    public long get(F field) {
        return counts[field.ordinal()];
    }
}
