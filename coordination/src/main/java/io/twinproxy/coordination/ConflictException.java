package io.twinproxy.coordination;

/** Someone wrote first, or leads now: nothing was written. Read again, then decide again. */
public final class ConflictException extends Exception {
    public ConflictException(String message) {
        super(message);
    }
}
