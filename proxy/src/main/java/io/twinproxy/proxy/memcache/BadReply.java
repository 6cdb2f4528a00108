package io.twinproxy.proxy.memcache;

/** Bytes from a server that cannot be the reply to what it was asked; nothing more on that connection can be trusted. */
public final class BadReply extends Exception {
    private static final long serialVersionUID = 1L;

    BadReply(String message) {
        super(message, null, false, false);
    }
}
