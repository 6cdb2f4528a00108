package io.twinproxy.proxy.discovery;

import java.io.IOException;

/**
 * A configuration endpoint gave an answer that says nothing of a cluster; its message says what was wrong with it. Whatever
 * in it is no printable ASCII is left out: it goes to the log.
 */
public final class NonsenseException extends IOException {
    private static final long serialVersionUID = 1L;

    public NonsenseException(String message) {
        super(message.replaceAll("[^\\x20-\\x7e…]", "?"));
    }
}
