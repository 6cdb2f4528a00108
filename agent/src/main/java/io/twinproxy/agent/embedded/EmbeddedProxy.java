package io.twinproxy.agent.embedded;

import java.nio.file.Path;

/** The proxy as the agent needs it. Any thread. */
public interface EmbeddedProxy extends AutoCloseable {
    /** How it is now; never blocks. */
    ProxySnapshot health();

    /** Serves another configuration, or, when that cannot be used, goes on with the one it has. */
    Reloading reload(Path file);

    /** Takes no new clients, waits a bounded time for outstanding requests, then closes everything. */
    @Override
    void close();

    /**
     * What became of a reload.
     *
     * @param accepted whether the new configuration is served
     * @param sentence what changed, or every problem of the file
     * @param again whether the same file may be accepted later, since what is wrong is not in it: a port is in use
     */
    record Reloading(boolean accepted, String sentence, boolean again) {
        /** One that time does not change. */
        public Reloading(boolean accepted, String sentence) {
            this(accepted, sentence, false);
        }
    }
}
