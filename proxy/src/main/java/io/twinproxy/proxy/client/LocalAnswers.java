package io.twinproxy.proxy.client;

import io.twinproxy.proxy.memcache.Command;

/** What the proxy answers itself. Called on any loop, and waits for nothing. */
public interface LocalAnswers {
    /**
     * The reply to a command that is never passed on, without its last line end.
     *
     * @param pool the pool of the client that asks
     */
    String to(Command command, String pool);
}
