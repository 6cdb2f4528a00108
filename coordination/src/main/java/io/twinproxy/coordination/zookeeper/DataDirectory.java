package io.twinproxy.coordination.zookeeper;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.zookeeper.server.DataTree;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;

/**
 * Where an embedded server keeps what it knows. Held by one process at a time, and looked at before the server is
 * started: of what is wrong here ZooKeeper itself would only log something, and not come up.
 */
final class DataDirectory implements AutoCloseable {
    private final EmbeddedOptions options;
    private final Path data;
    private final FileChannel lock;

    private DataDirectory(EmbeddedOptions options, Path data, FileChannel lock) {
        this.options = options;
        this.data = data;
        this.lock = lock;
    }

    /**
     * Makes it when it is missing, takes it, and reads all of it once: some milliseconds for what pairs need.
     *
     * @throws IOException with a sentence; what was there is as it was
     */
    static DataDirectory take(EmbeddedOptions options) throws IOException {
        Path base = options.dataDir();
        try {
            Path data = Files.createDirectories(base.resolve("data"));
            DataDirectory taken = new DataDirectory(options, data, lock(base));
            try {
                taken.checkId();
                taken.checkReadable();
                clear(base);
                return taken;
            } catch (IOException | RuntimeException e) {
                taken.close();
                throw e;
            }
        } catch (AccessDeniedException e) {
            throw new IOException(
                    "embedded ZooKeeper in " + base + " cannot use " + e.getFile()
                            + ": this user may not write there; give it to the user the controller runs as",
                    e);
        } catch (SentenceException e) {
            throw e;
        } catch (IOException e) {
            throw new IOException("embedded ZooKeeper in " + base + " cannot use its directory: " + e, e);
        }
    }

    /** The server writes its settings into a new file at each start, and leaves it there. */
    private static void clear(Path base) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(base, "zookeeper.configuration*.properties")) {
            for (Path file : left) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** What is thrown to be read as it is. */
    private static final class SentenceException extends IOException {
        SentenceException(String sentence, Throwable cause) {
            super(sentence, cause);
        }

        SentenceException(String sentence) {
            super(sentence);
        }
    }

    private static FileChannel lock(Path base) throws IOException {
        FileChannel channel =
                FileChannel.open(base.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean held = false;
        try {
            FileLock lock = channel.tryLock();
            held = lock != null;
        } catch (OverlappingFileLockException e) {
            // Another server of this very process has it.
            held = false;
        } finally {
            if (!held) {
                channel.close();
            }
        }
        if (!held) {
            throw new SentenceException("embedded ZooKeeper in " + base
                    + ": another process runs on this directory; each controller needs its own");
        }
        return channel;
    }

    /** The id and the data belong together: under another id a server would vote twice, or forget what it promised. */
    private void checkId() throws IOException {
        if (options.peers().isEmpty()) {
            return;
        }
        Path file = data.resolve("myid");
        String id = Integer.toString(options.id());
        if (!Files.exists(file)) {
            Files.writeString(file, id + "\n");
            return;
        }
        String kept = Files.readString(file).strip();
        if (!kept.equals(id)) {
            throw new SentenceException(file + " says " + kept + ", the settings say id " + id
                    + "; a server must keep its id and its data together: correct zookeeper.embedded.id, or name the"
                    + " directory of server " + id);
        }
    }

    /** Reads as the server itself will: the newest snapshot that is whole, and the log that follows it. */
    private void checkReadable() throws IOException {
        try {
            FileTxnSnapLog files = new FileTxnSnapLog(data.toFile(), data.toFile());
            try {
                files.restore(new DataTree(), new ConcurrentHashMap<>(), (header, record, digest) -> {});
            } finally {
                files.close();
            }
        } catch (IOException | RuntimeException e) {
            if (String.valueOf(e.getMessage()).contains("No space left")) {
                throw new SentenceException(
                        "embedded ZooKeeper in " + options.dataDir()
                                + " has no room for its data: No space left on device; make some, nothing is lost",
                        e);
            }
            throw new SentenceException(
                    "embedded ZooKeeper in " + options.dataDir() + " cannot read its snapshots and logs in "
                            + data.resolve("version-2") + ": " + e.getMessage() + ". Nothing was changed. "
                            + (options.peers().isEmpty()
                                    ? "Put back a copy of the directory, or move it away to begin with no pairs"
                                    : "While all other servers run, move that directory away and start again: this one"
                                            + " then takes everything from them"),
                    e);
        }
    }

    /** Where the lock is. */
    Path base() {
        return options.dataDir();
    }

    Path data() {
        return data;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
