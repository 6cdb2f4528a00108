package io.twinproxy.coordination.json;

/** Bytes that are not the record they should be; the message says which key, what was found and what is allowed. */
public final class BadJsonException extends Exception {
    public BadJsonException(String message) {
        super(message);
    }
}
