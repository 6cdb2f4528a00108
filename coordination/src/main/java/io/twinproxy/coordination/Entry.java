package io.twinproxy.coordination;

import java.util.Optional;
import java.util.function.Function;

/**
 * One node as last read: absent, a value, or bytes that could not be read. An unreadable node is not an absent one:
 * whoever decides must hold, and say so.
 *
 * @param value the record, when the node is there and readable
 * @param version the node's version for a compare-and-set; {@link #ABSENT} when there is no node
 * @param problem why the bytes could not be read, as a sentence
 */
public record Entry<T>(Optional<T> value, int version, Optional<String> problem) {
    public static final int ABSENT = -1;

    public static <T> Entry<T> absent() {
        return new Entry<>(Optional.empty(), ABSENT, Optional.empty());
    }

    public static <T> Entry<T> of(T value, int version) {
        return new Entry<>(Optional.of(value), version, Optional.empty());
    }

    public static <T> Entry<T> unreadable(int version, String problem) {
        return new Entry<>(Optional.empty(), version, Optional.of(problem));
    }

    public boolean readable() {
        return problem.isEmpty();
    }

    public <R> Optional<R> map(Function<T, R> function) {
        return value.map(function);
    }
}
