package io.twinproxy.agent.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the proxy's file, and those of certificates that it names, and reloads it when their bytes change. The operating
 * system's word only makes it look sooner: the files are read every {@code poll} as well, since a file that is a link, or on
 * a network, changes unannounced. A change is taken up when the file has been still for {@code settle}, so that one half
 * written is not. One that is refused for what the file cannot help, a port in use, is tried again every {@link #AGAIN}
 * while it is the newest; what is wrong in the file waits for the next change.
 */
public final class ProxyFile implements AutoCloseable {
    /** As much of a file as is compared; longer ones are refused by the proxy itself. */
    private static final int BYTES_MAX = 16 << 20;

    /** Other files in the directory may change all the time; after so many tries the bytes alone decide. */
    private static final int TRIES_MAX = 20;

    /** Long enough to leave no trace in the load, short enough for who has just freed the port. */
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(ProxyFile.class);

    private final Path file;
    private final EmbeddedProxy proxy;
    private final Duration poll;
    private final Duration settle;
    private final Duration between;
    private final Optional<WatchService> watch;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private byte[] textOfNames = {};
    private List<Path> named = List.of();
    private byte[] taken;
    private boolean again;
    private long triedAt;
    private volatile Optional<String> refused = Optional.empty();

    private ProxyFile(
            Path file,
            EmbeddedProxy proxy,
            Duration poll,
            Duration settle,
            Duration between,
            Optional<WatchService> watch) {
        this.file = file;
        this.proxy = proxy;
        this.poll = poll;
        this.settle = settle;
        this.between = between;
        this.watch = watch;
        this.taken = bytes();
        this.thread = new Thread(this::run, "proxy-file");
        this.thread.setDaemon(true);
    }

    /** Starts watching a file that has just been served. */
    public static ProxyFile watch(Path file, EmbeddedProxy proxy) {
        return watch(file, proxy, Duration.ofSeconds(1), Duration.ofMillis(150));
    }

    static ProxyFile watch(Path file, EmbeddedProxy proxy, Duration poll, Duration settle) {
        return watch(file, proxy, poll, settle, AGAIN, watchService(file, poll));
    }

    /** @param between tries of a file that was refused for what it cannot help */
    static ProxyFile watch(
            Path file,
            EmbeddedProxy proxy,
            Duration poll,
            Duration settle,
            Duration between,
            Optional<WatchService> watch) {
        Path absolute = file.toAbsolutePath();
        ProxyFile watched = new ProxyFile(absolute, proxy, poll, settle, between, watch);
        Path directory = absolute.getParent();
        if (directory != null) {
            watched.listen(directory);
        }
        watched.thread.start();
        return watched;
    }

    /** None where the system has none left to give: the file is looked at all the same, only less promptly. */
    private static Optional<WatchService> watchService(Path file, Duration poll) {
        try {
            return Optional.of(file.getFileSystem().newWatchService());
        } catch (IOException e) {
            LOG.warn("Changes of {} are seen only every {}: {}", file, poll, e.getMessage());
            return Optional.empty();
        }
    }

    /** The problems of a newer file that could not be used, while it is there; the older one is served meanwhile. */
    public Optional<String> refused() {
        return refused;
    }

    @Override
    public void close() {
        try {
            closing.countDown();
            if (watch.isPresent()) {
                watch.get().close();
            }
            thread.join(STOP_WITHIN.toMillis());
        } catch (IOException e) {
            LOG.warn("The watch of {} does not close: {}", file, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void listen(Path directory) {
        if (watch.isEmpty()) {
            return;
        }
        try {
            directory.register(
                    watch.get(),
                    StandardWatchEventKinds.ENTRY_CREATE,
                    StandardWatchEventKinds.ENTRY_MODIFY,
                    StandardWatchEventKinds.ENTRY_DELETE);
        } catch (IOException e) {
            LOG.warn("Changes of {} are seen only every {}: {}", file, poll, e.getMessage());
        }
    }

    private void run() {
        try {
            while (!closed()) {
                pause(poll);
                lookOnce();
            }
        } catch (ClosedWatchServiceException e) {
            LOG.debug("The watch of {} ends.", file);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookOnce() throws InterruptedException {
        byte[] seen = bytes();
        if (Arrays.equals(seen, taken)) {
            if (again && System.nanoTime() - triedAt >= between.toNanos()) {
                reload();
            }
            return;
        }
        byte[] before;
        boolean quiet;
        int tries = 0;
        do {
            before = seen;
            quiet = quiet();
            seen = bytes();
            tries++;
        } while (!closed() && (!Arrays.equals(seen, before) || (!quiet && tries < TRIES_MAX)));
        if (closed() || Arrays.equals(seen, taken)) {
            return;
        }
        taken = seen;
        refused = Optional.empty();
        reload();
    }

    private void reload() {
        EmbeddedProxy.Reloading reloading = proxy.reload(file);
        again = reloading.again();
        triedAt = System.nanoTime();
        if (reloading.accepted()) {
            refused = Optional.empty();
            LOG.info("{} was reloaded: {}", file, reloading.sentence());
            return;
        }
        Optional<String> why = Optional.of(reloading.sentence());
        if (!why.equals(refused)) {
            LOG.error(
                    "The new {} is not served, the one before it still is{}: {}",
                    file,
                    again ? "; it is tried again every " + between.toSeconds() + " s" : "",
                    reloading.sentence());
        }
        refused = why;
    }

    /** Until something changes in the directory, or as long as given. Answers whether something did. */
    private boolean pause(Duration atMost) throws InterruptedException {
        if (watch.isEmpty()) {
            closing.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return false;
        }
        WatchKey key = watch.get().poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (key != null) {
            key.pollEvents();
            key.reset();
        }
        return key != null;
    }

    /** Waits the whole of {@code settle}; answers whether nothing changed in the directory meanwhile. */
    private boolean quiet() throws InterruptedException {
        long until = System.nanoTime() + settle.toNanos();
        boolean quiet = true;
        for (long left = settle.toNanos(); left > 0 && !closed(); left = until - System.nanoTime()) {
            quiet &= !pause(Duration.ofNanos(left + 999_999));
        }
        return quiet;
    }

    /** The file's bytes, and after them those of the files it names. */
    private byte[] bytes() {
        byte[] text = bytes(file);
        if (!Arrays.equals(text, textOfNames)) {
            textOfNames = text;
            named = proxy.filesNamed(file, text);
        }
        if (named.isEmpty()) {
            return text;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(2 * text.length);
        all.writeBytes(text);
        for (Path other : named) {
            // So that bytes which move from the end of one file to the beginning of the next are seen.
            all.writeBytes(String.valueOf(other).getBytes(StandardCharsets.UTF_8));
            // A pipe or a device would keep the watch waiting.
            if (Files.isRegularFile(other) && all.size() < BYTES_MAX) {
                all.writeBytes(bytes(other));
            }
        }
        return all.toByteArray();
    }

    /** No bytes for a file that cannot be read, which is then refused with its reason. */
    private static byte[] bytes(Path file) {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(BYTES_MAX);
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
