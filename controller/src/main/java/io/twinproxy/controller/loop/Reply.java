package io.twinproxy.controller.loop;

import java.util.Optional;

/** What came of a call: a value or an exception, never both. */
public record Reply<T>(Optional<T> value, Optional<Exception> failure) {
    public static <T> Reply<T> of(T value) {
        return new Reply<>(Optional.of(value), Optional.empty());
    }

    public static <T> Reply<T> failed(Exception failure) {
        return new Reply<>(Optional.empty(), Optional.of(failure));
    }
}
