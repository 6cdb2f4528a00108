package io.twinproxy.coordination.zookeeper;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How a program uses ZooKeeper.
 *
 * @param name of the program, in thread names and messages
 * @param sessionTimeout asked for; the servers clamp it to 2 to 20 of their ticks
 * @param connectionTimeout for one attempt at a connection
 * @param operationTimeout the longest any call blocks
 * @param firstWait how long {@link ZooKeeperStore#connect} waits for the first connection; zero for not at all
 * @param nanos the clock leases are counted on
 * @param access how it gets in
 */
public record ZooKeeperOptions(
        String name,
        Duration sessionTimeout,
        Duration connectionTimeout,
        Duration operationTimeout,
        Duration firstWait,
        LongSupplier nanos,
        Access access) {
    /** A daemon's: keeps trying, and may start before the servers do. */
    public static ZooKeeperOptions of(String name) {
        return new ZooKeeperOptions(
                name,
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ZERO,
                System::nanoTime,
                Access.OPEN);
    }

    public ZooKeeperOptions withSessionTimeout(Duration timeout) {
        return new ZooKeeperOptions(name, timeout, connectionTimeout, operationTimeout, firstWait, nanos, access);
    }

    public ZooKeeperOptions withOperationTimeout(Duration timeout) {
        return new ZooKeeperOptions(name, sessionTimeout, connectionTimeout, timeout, firstWait, nanos, access);
    }

    /** A command's: gives up with a sentence when nobody answers in time. */
    public ZooKeeperOptions withFirstWait(Duration wait) {
        return new ZooKeeperOptions(name, sessionTimeout, connectionTimeout, operationTimeout, wait, nanos, access);
    }

    public ZooKeeperOptions withAccess(Access way) {
        return new ZooKeeperOptions(name, sessionTimeout, connectionTimeout, operationTimeout, firstWait, nanos, way);
    }
}
