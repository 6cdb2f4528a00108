package io.twinproxy.proxy.backend;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bound on what all clients and backends together make the proxy hold: what the allocator has handed out, looked at
 * each time a loop has read a share of the bound, so that between two looks it cannot grow by more than a sixteenth. Any
 * thread; requests read two volatile flags.
 *
 * <p>From seven eighths on, a client has one request at a time. Over the bound new requests are refused, and each loop lets
 * go of the largest it holds: half a request or reply is read past, a client that does not read its replies is closed.
 * Whoever has less than a quarter of an equal share of the bound is let alone, since what is too much is then held on
 * another loop, or by requests that servers have yet to answer; all who are let alone hold a quarter of it at most.
 */
public final class MemoryBound {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryBound.class);
    private static final long STEP_BYTES_MAX = 4 << 20;
    /** Looks between two loops and two steps: all loops together read no more than this part of the bound unseen. */
    private static final int STEPS = 16;
    /** Who holds less than one over this of an equal share of the bound is not let go of. */
    private static final int SMALL = 4;
    /** A bound that is reached again and again is told this often. */
    private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final long bytesMax;
    private final int loops;
    private final long stepBytes;
    private final LongSupplier held;
    private final LongAdder holders = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder shed = new LongAdder();
    private volatile boolean tight;
    private volatile boolean over;
    private volatile long heldBytes;
    private boolean told;
    private long toldAt = System.nanoTime() - TELL_NANOS;

    /**
     * @param bytesMax the bound
     * @param loops how many event loops share it
     * @param held how much is held now; any thread
     */
    public MemoryBound(long bytesMax, int loops, LongSupplier held) {
        this.bytesMax = bytesMax;
        this.loops = loops;
        this.stepBytes = Math.min(STEP_BYTES_MAX, bytesMax / (STEPS * (long) loops));
        this.held = held;
    }

    /** How much a loop may read between two looks. */
    long stepBytes() {
        return stepBytes;
    }

    /** Looks how much is held. */
    public synchronized void look() {
        heldBytes = held.getAsLong();
        tight = heldBytes >= bytesMax / 8 * 7;
        over = heldBytes >= bytesMax;
        long now = System.nanoTime();
        if (over && !told && now - toldAt >= TELL_NANOS) {
            told = true;
            toldAt = now;
            LOG.warn(
                    "The proxy holds {} bytes, its memory-max is {}: new requests are refused and the largest holders let"
                            + " go.",
                    heldBytes,
                    bytesMax);
        } else if (told && !tight) {
            told = false;
            LOG.info("The proxy holds {} bytes: requests are taken again; so far {} were refused.", heldBytes, refused);
        }
    }

    /** Whether clients are to have one request at a time. */
    public boolean tight() {
        return tight;
    }

    /** Whether no request may be taken that is to be passed on. */
    public boolean over() {
        return over;
    }

    /** Counts a request that is refused over the bound; what its client is told. */
    public String refuse() {
        refused.increment();
        return why();
    }

    String why() {
        return "out of memory: the proxy holds its memory-max of " + bytesMax + " bytes";
    }

    /** How much one loop should let go of. */
    long excess() {
        return Math.max(0, heldBytes - bytesMax / 8 * 7) / loops + stepBytes;
    }

    /** Counts clients and connections that may hold memory. */
    void countHolders(int more) {
        holders.add(more);
    }

    /** Who holds less than this is not let go of. */
    long smallBytes() {
        return bytesMax / (SMALL * Math.max(1, holders.sum()));
    }

    void countShed(int holders) {
        shed.add(holders);
    }

    public long bytesMax() {
        return bytesMax;
    }

    /** How much was held when it was looked last. */
    public long heldBytes() {
        return heldBytes;
    }

    /** Requests refused since the start. */
    public long refusedCount() {
        return refused.sum();
    }

    /** Requests, replies and clients let go of since the start. */
    public long shedCount() {
        return shed.sum();
    }
}
