package io.twinproxy.proxy.redis;

/** A client's bytes in which nobody can tell any more where a request begins; the message is for the client. */
final class BrokenStream extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenStream(String message) {
        super(message, null, false, false);
    }
}
