package io.twinproxy.controller.act.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One output stream of a program, read on a thread of its own to its end, of which a bounded part is kept: the
 * beginning, or the end. What has come so far can be had at any time.
 */
final class Output {
    /** Bytes kept; more is read and dropped, so that the program does not block on a full pipe. */
    static final int KEPT_MAX = 8 * 1024;

    private final InputStream stream;
    private final boolean keepEnd;
    private final Runnable ended;
    private final byte[] kept = new byte[KEPT_MAX];
    private long read;
    private final Thread thread;

    /** Starts to read. {@code ended} is called once, on the reading thread. */
    Output(InputStream stream, boolean keepEnd, Runnable ended) {
        this.stream = stream;
        this.keepEnd = keepEnd;
        this.ended = ended;
        this.thread = new Thread(this::read, "command-output");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try (stream) {
            byte[] buffer = new byte[1024];
            for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                keep(buffer, n);
            }
        } catch (IOException e) {
            // Said of a stream whose program was killed; what came before is kept, and nothing more will come.
        } finally {
            ended.run();
        }
    }

    private synchronized void keep(byte[] buffer, int count) {
        for (int i = 0; i < count; i++, read++) {
            if (keepEnd || read < KEPT_MAX) {
                kept[(int) (read % KEPT_MAX)] = buffer[i];
            }
        }
    }

    /** What was kept, after waiting for the end for at most this long. */
    String text(Duration patience) {
        try {
            thread.join(Math.max(1, patience.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return text();
    }

    private synchronized String text() {
        int length = (int) Math.min(read, KEPT_MAX);
        int first = keepEnd && read > KEPT_MAX ? (int) (read % KEPT_MAX) : 0;
        byte[] inOrder = new byte[length];
        for (int i = 0; i < length; i++) {
            inOrder[i] = kept[(first + i) % KEPT_MAX];
        }
        return new String(inOrder, StandardCharsets.UTF_8);
    }
}
