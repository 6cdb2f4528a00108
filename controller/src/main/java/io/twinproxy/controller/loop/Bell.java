package io.twinproxy.controller.loop;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes the loop's thread. However often it rings before it is heard, it is heard once. */
public final class Bell {
    private final Semaphore rung = new Semaphore(0);

    /** Any thread; never blocks. */
    public void ring() {
        if (rung.availablePermits() == 0) {
            rung.release();
        }
    }

    void await(Duration atMost) throws InterruptedException {
        if (rung.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            rung.drainPermits();
        }
    }
}
