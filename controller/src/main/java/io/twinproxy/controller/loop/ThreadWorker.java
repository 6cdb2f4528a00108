package io.twinproxy.controller.loop;

import io.twinproxy.coordination.UnavailableException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Runs each call on a thread of its own, so that one that hangs delays no other. A pair has at most four calls under way
 * (cloud, read, assignment, history), which bounds the threads by the number of pairs; above that a call fails at once.
 */
public final class ThreadWorker implements Worker, AutoCloseable {
    private static final int THREADS_MAX = 2_000;
    private static final long KEEP_ALIVE_SECONDS = 30;

    private final Mailbox mailbox;
    private final Duration callMax;
    private final AtomicLong calls = new AtomicLong();
    private final ThreadPoolExecutor threads;

    /** @param callMax what is still under way so long after the close began is interrupted */
    public ThreadWorker(Mailbox mailbox, Duration callMax) {
        this.mailbox = mailbox;
        this.callMax = callMax;
        this.threads = new ThreadPoolExecutor(
                4, THREADS_MAX, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), run -> {
                    Thread thread = new Thread(run, "worker");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.prestartAllCoreThreads();
    }

    @Override
    public <T> void run(String pair, String what, Callable<T> call, Consumer<Reply<T>> done) {
        Object key = "reply " + calls.incrementAndGet();
        try {
            threads.execute(() -> {
                try {
                    Reply<T> reply = reply(call);
                    mailbox.post(key, () -> done.accept(reply));
                } catch (Error e) {
                    mailbox.post(key, () -> {
                        throw new IllegalStateException("a call broke: " + what, e);
                    });
                }
            });
        } catch (RejectedExecutionException e) {
            mailbox.post(
                    key, () -> done.accept(Reply.failed(new UnavailableException("too many calls hang: " + what, e))));
        }
    }

    private static <T> Reply<T> reply(Callable<T> call) {
        try {
            return Reply.of(call.call());
        } catch (Exception e) {
            return Reply.failed(e);
        }
    }

    /**
     * Lets calls under way end before leadership is given up: what a call does late must not meet a successor's. What
     * takes longer than a call may take is interrupted.
     */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(callMax.toMillis(), TimeUnit.MILLISECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
