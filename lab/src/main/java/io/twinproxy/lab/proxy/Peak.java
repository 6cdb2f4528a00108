package io.twinproxy.lab.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The most resident memory a process has while this is open, so that a peak which comes and goes is seen too. */
final class Peak implements AutoCloseable {
    private static final long EVERY_MILLIS = 10;

    private final long pid;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;
    private volatile long mostKb;

    Peak(long pid) throws IOException {
        this.pid = pid;
        this.mostKb = Proc.residentKb(pid);
        this.thread = new Thread(this::watch, "peak");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            do {
                mostKb = Math.max(mostKb, Proc.residentKb(pid));
            } while (!end.await(EVERY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (IOException e) {
            throw new UncheckedIOException("the process that is watched has ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What was most until now.
     *
     * @throws IOException when the process could not be watched all the time
     */
    long mostKb() throws IOException {
        if (!thread.isAlive()) {
            throw new IOException("process " + pid + " could not be watched to the end");
        }
        return mostKb;
    }

    @Override
    public void close() {
        end.countDown();
    }
}
