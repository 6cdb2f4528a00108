package io.twinproxy.proxy.protocol;

import java.util.Optional;

/** What requests that the proxy itself answers are answered from. */
public interface Front {
    /** What the proxy calls its version. */
    String version();

    /** What clients must give before anything else; absent: nothing. */
    Optional<String> password();

    /** The state of the pool as lines of {@code name:value}, each with its line end. */
    String report();
}
