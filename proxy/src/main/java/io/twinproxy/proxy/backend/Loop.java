package io.twinproxy.proxy.backend;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.twinproxy.proxy.tls.Handshakes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One event loop and what belongs to it alone: clients, their backend connections, and the list of what to flush. All but
 * the identity and the time of the last turn is for the loop's own thread.
 *
 * <p>What is written during a turn is flushed by a task, which Netty runs after the turn's reads: so a hundred clients heard
 * in one turn cost a backend one write.
 */
public final class Loop {
    private static final long TICK_MILLIS = 50;
    /** A task that is due this much later is run in another turn, which begins by reading. */
    private static final long AFTER_READING_NANOS = 1_000_000;

    private final int index;
    private final EventLoop eventLoop;
    private final Shared shared;
    private final MemoryBound memory;
    private final Holders holders;
    private final byte[] scratch = new byte[256];
    private final Runnable flush = this::flushAll;
    private List<Outlet> dirty = new ArrayList<>();
    private List<Outlet> flushing = new ArrayList<>();
    private volatile long turnedAt;
    private long lookedAt;
    private long readUnseen;

    /** @param index its place among the proxy's loops */
    public Loop(int index, EventLoop eventLoop, Shared shared) {
        this.index = index;
        this.eventLoop = eventLoop;
        this.shared = shared;
        this.memory = shared.memory();
        this.holders = new Holders(memory);
        this.turnedAt = System.nanoTime();
    }

    /** Begins to note that the loop turns, so that one that does not is seen. */
    public ScheduledFuture<?> startTicking() {
        return eventLoop.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        turnedAt = nanos();
        shared.descriptors().look();
        if (readUnseen > 0 || memory.tight()) {
            lookAtMemory();
        }
    }

    /** Counts bytes that came from a client or a backend, which is how more comes to be held. */
    public void read(int bytes) {
        readUnseen += bytes;
        if (readUnseen >= memory.stepBytes()) {
            lookAtMemory();
        }
    }

    private void lookAtMemory() {
        readUnseen = 0;
        memory.look();
        if (memory.over()) {
            memory.countShed(holders.shed(memory.excess(), memory.why()));
        }
    }

    public MemoryBound memory() {
        return memory;
    }

    /** Who holds memory on this loop. */
    public Holders holders() {
        return holders;
    }

    /** How long ago the loop was last seen to turn, in nanoseconds; any thread. */
    public long silentNanos() {
        return Math.max(0, System.nanoTime() - turnedAt);
    }

    public int index() {
        return index;
    }

    public EventLoop eventLoop() {
        return eventLoop;
    }

    public Transport transport() {
        return shared.transport();
    }

    public ByteBufAllocator allocator() {
        return shared.allocator();
    }

    Names names() {
        return shared.names();
    }

    /** Where handshakes are reckoned. */
    public Handshakes handshakes() {
        return shared.handshakes();
    }

    public Descriptors descriptors() {
        return shared.descriptors();
    }

    /** Room for one key of ordinary length while it is hashed. */
    public byte[] scratch() {
        return scratch;
    }

    /** Monotonic time; for its thread. */
    public long nanos() {
        lookedAt = System.nanoTime();
        return lookedAt;
    }

    /**
     * When the loop last looked at the clock, which it does whenever it reads a socket: true enough for all that comes out
     * of one read, however many requests or replies that holds.
     */
    public long recentNanos() {
        return lookedAt;
    }

    /** Runs something once, a moment later, when all sockets with bytes to read have been read. */
    @SuppressWarnings("FutureReturnValueIgnored") // On a loop that ends, nothing is to be looked at.
    void afterReading(Runnable task) {
        eventLoop.schedule(task, AFTER_READING_NANOS, TimeUnit.NANOSECONDS);
    }

    void flushAtEndOfTurn(Outlet outlet) {
        dirty.add(outlet);
        if (dirty.size() == 1) {
            eventLoop.execute(flush);
        }
    }

    private void flushAll() {
        List<Outlet> now = dirty;
        dirty = flushing;
        flushing = now;
        for (int i = 0; i < now.size(); i++) {
            now.get(i).flush();
        }
        now.clear();
    }
}
