package io.twinproxy.controller.loop;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Only a thread: waits for a letter or the deadline, and turns. A bug ends it, and with it the process: the session
 * ends, and another controller takes over.
 */
public final class Driver implements Runnable {
    private final Controller controller;
    private final Bell bell;
    private final Runnable onTurn;
    private final Consumer<Throwable> onBug;
    private volatile boolean stopped;

    /**
     * Drives a controller whose mailbox rings the bell.
     *
     * @param onTurn hears of every turn that has ended
     * @param onBug hears what ended the loop, if it was not {@link #stop()}
     */
    public Driver(Controller controller, Bell bell, Runnable onTurn, Consumer<Throwable> onBug) {
        this.controller = controller;
        this.bell = bell;
        this.onTurn = onTurn;
        this.onBug = onBug;
    }

    public void stop() {
        stopped = true;
        bell.ring();
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                Duration sleep = controller.turn();
                onTurn.run();
                bell.await(sleep);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            onBug.accept(e);
        }
    }
}
