package io.twinproxy.proxy;

/** The proxy cannot start, or cannot take a new configuration; the message names the pool, the address and why. */
public final class ProxyException extends Exception {
    private static final long serialVersionUID = 1L;

    ProxyException(String message) {
        super(message);
    }

    ProxyException(String message, Throwable cause) {
        super(message, cause);
    }
}
