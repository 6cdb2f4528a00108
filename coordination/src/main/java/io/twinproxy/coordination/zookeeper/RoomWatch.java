package io.twinproxy.coordination.zookeeper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether an embedded server's disk still takes what is written, asked every second with a file that is deleted again. A
 * server alone ends by itself when its log cannot be written; a member of an ensemble only leaves it, and tries to come
 * back for ever.
 */
final class RoomWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RoomWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** In bytes; several writes of the server. With less than this the disk is full. */
    private static final int PROBE_BYTES = 16 * 1024;

    /** In a row: the disk may have been full for a moment. */
    private static final int FAILURES_MAX = 2;

    private final Path directory;
    private final Runnable onFull;
    private final ScheduledExecutorService thread = Threads.one("zookeeper-room");
    private int failures;

    private RoomWatch(Path directory, Runnable onFull) {
        this.directory = directory;
        this.onFull = onFull;
    }

    static RoomWatch start(Path directory, Runnable onFull) {
        RoomWatch watch = new RoomWatch(directory, onFull);
        Threads.schedule(watch.thread, EVERY, watch::look);
        return watch;
    }

    private void look() {
        Path probe = directory.resolve("room");
        try {
            try {
                Files.write(probe, new byte[PROBE_BYTES]);
            } finally {
                Files.deleteIfExists(probe);
            }
            failures = 0;
        } catch (IOException e) {
            failures++;
            if (failures >= FAILURES_MAX) {
                LOG.error("embedded ZooKeeper in {} can no longer write: {}", directory, e.toString());
                onFull.run();
                return;
            }
        }
        Threads.schedule(thread, EVERY, this::look);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
