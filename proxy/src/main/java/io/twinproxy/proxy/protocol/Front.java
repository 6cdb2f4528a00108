package io.twinproxy.proxy.protocol;

import java.util.Map;
import java.util.Optional;

/** What requests that the proxy itself answers are answered from. */
public interface Front {
    /** What the proxy calls its version. */
    String version();

    /** What clients must give before anything else; absent: nothing. */
    Optional<String> password();

    /** The process and the client's own pool in figures, in the order in which they are shown. */
    Map<String, String> figures();
}
