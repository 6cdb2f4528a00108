package io.twinproxy.coordination;

/** The store did not answer. For a write the outcome is unknown: read before trying again. */
public class UnavailableException extends Exception {
    public UnavailableException(String message) {
        super(message);
    }

    public UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
