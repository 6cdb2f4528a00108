package io.twinproxy.coordination;

/** Another live program goes by this name: a host name used twice in a pair, or two controllers of one name. */
public final class NameTakenException extends Exception {
    public NameTakenException(String message) {
        super(message);
    }
}
