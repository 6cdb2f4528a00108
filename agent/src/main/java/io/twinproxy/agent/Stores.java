package io.twinproxy.agent;

import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import java.time.Duration;

/** Makes a connection to the store; which kind is the starter's choice. May block for a bounded time. */
@FunctionalInterface
public interface Stores {
    Store connect(String servers, Duration sessionTimeout) throws UnavailableException;
}
