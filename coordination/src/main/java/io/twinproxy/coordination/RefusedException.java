package io.twinproxy.coordination;

/** The store answers, but not to us: the secret is another than its own, or missing. Nothing was read or written. */
public final class RefusedException extends UnavailableException {
    public RefusedException(String message) {
        super(message);
    }
}
