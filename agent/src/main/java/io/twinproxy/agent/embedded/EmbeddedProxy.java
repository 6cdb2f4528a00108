package io.twinproxy.agent.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The proxy as the agent needs it. Any thread. */
public interface EmbeddedProxy extends AutoCloseable {
    /** How it is now; never blocks. */
    ProxySnapshot health();

    /** How long ago the most silent of its event loops last turned; never blocks. */
    default Duration silence() {
        return Duration.ZERO;
    }

    /** Its statistics and latency as Prometheus reads them, text format 0.0.4; takes milliseconds for large pools. */
    String metrics();

    /** Serves another configuration, or, when that cannot be used, goes on with the one it has. */
    Reloading reload(Path file);

    /** The other files that a configuration names; when one of them changes, it is to be served anew. */
    default List<Path> filesNamed(Path file, byte[] text) {
        return List.of();
    }

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
