package io.twinproxy.proxy.discovery;

import java.io.IOException;

/** A configuration endpoint gave an answer that says nothing of a cluster; its message says what was wrong with it. */
public final class NonsenseException extends IOException {
    private static final long serialVersionUID = 1L;

    public NonsenseException(String message) {
        super(message);
    }
}
