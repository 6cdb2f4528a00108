package io.twinproxy.proxy.backend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a loop's clients and connections hold in memory, and which of them lets go when it is too much. For its loop only. */
public final class Holders {
    /** Too little to be worth anyone's request: so much for each client is not shed. */
    private static final long BYTES_MIN = 4096;

    /** A client, or a connection to a backend. */
    public interface Holder {
        /** Bytes that letting go would free, as far as can be told. */
        long heldBytes();

        /** Lets go of them. */
        void shed(String why);
    }

    private record Share(Holder holder, long bytes) {}

    private final Set<Holder> all = new LinkedHashSet<>();
    private final MemoryBound memory;

    Holders(MemoryBound memory) {
        this.memory = memory;
    }

    public void add(Holder holder) {
        memory.countHolders(all.add(holder) ? 1 : 0);
    }

    public void remove(Holder holder) {
        memory.countHolders(all.remove(holder) ? -1 : 0);
    }

    /** The largest let go first, until so many bytes are free; how many did. */
    int shed(long bytes, String why) {
        long least = Math.max(BYTES_MIN, memory.smallBytes());
        List<Share> shares = new ArrayList<>();
        for (Holder holder : all) {
            long held = holder.heldBytes();
            if (held >= least) {
                shares.add(new Share(holder, held));
            }
        }
        shares.sort(Comparator.comparingLong(Share::bytes).reversed());
        long freed = 0;
        int count = 0;
        for (Share share : shares) {
            if (freed >= bytes) {
                break;
            }
            share.holder().shed(why);
            freed += share.bytes();
            count++;
        }
        return count;
    }
}
