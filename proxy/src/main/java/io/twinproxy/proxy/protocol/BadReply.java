package io.twinproxy.proxy.protocol;

/** Bytes from a server that cannot be the reply to what it was asked; nothing more on that connection can be trusted. */
public final class BadReply extends Exception {
    private static final long serialVersionUID = 1L;

    public BadReply(String message) {
        super(message, null, false, false);
    }
}
