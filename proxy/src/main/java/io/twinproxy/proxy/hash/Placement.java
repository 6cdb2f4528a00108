package io.twinproxy.proxy.hash;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Which of a pool's servers a key belongs to, given which of them are live. Immutable, so any number of threads may ask;
 * a change of the live set is a new placement. Indexes are places in ring order among all configured servers.
 */
public final class Placement {
    /** The answer when no live server can take the key. */
    public static final int NOWHERE = -1;

    private final KeyHash hash;
    private final Optional<HashTag> tag;
    private final Distribution distribution;
    private final boolean single;
    private final int[] live;
    private final long[] weightsUpTo;
    private final Optional<KetamaRing> ring;
    private final IntSupplier draw;

    /**
     * @param servers all configured servers in ring order
     * @param live the indexes of the live ones
     * @param draw the source of chance of the {@code random} distribution; must be safe for every thread that asks
     */
    public Placement(
            KeyHash hash,
            Optional<HashTag> tag,
            Distribution distribution,
            List<RingServer> servers,
            List<Integer> live,
            IntSupplier draw) {
        this.hash = hash;
        this.tag = tag;
        this.distribution = distribution;
        this.draw = draw;
        this.live = live.stream().mapToInt(Integer::intValue).sorted().toArray();
        single = servers.size() == 1;
        weightsUpTo = weightsUpTo(servers, this.live);
        ring = distribution == Distribution.KETAMA && !single
                ? Optional.of(new KetamaRing(servers, this.live))
                : Optional.empty();
    }

    /** The index of the server for a key; {@link #NOWHERE} when none is live. Draws anew each time under {@code random}. */
    public int serverOf(byte[] key, int offset, int length) {
        if (live.length == 0) {
            return NOWHERE;
        }
        if (single) {
            return live[0];
        }
        if (distribution == Distribution.RANDOM) {
            return live[Integer.remainderUnsigned(draw.getAsInt(), live.length)];
        }
        int h = hashOf(key, offset, length);
        return ring.isPresent() ? ring.get().find(h) : modula(Integer.toUnsignedLong(h));
    }

    /** Servers that own no point of the ring, and so get no key at all. */
    public static List<RingServer> withoutPoints(List<RingServer> servers) {
        long weights = servers.stream().mapToLong(RingServer::weight).sum();
        return servers.size() < 2
                ? List.of()
                : servers.stream()
                        .filter(server -> KetamaRing.groups(server.weight(), weights, servers.size()) == 0)
                        .toList();
    }

    private int hashOf(byte[] key, int offset, int length) {
        if (tag.isEmpty()) {
            return hash.hash(key, offset, length);
        }
        long span = tag.get().span(key, offset, length);
        return hash.hash(key, (int) (span >>> 32), (int) span);
    }

    /** Each live server repeated as often as its weight, in index order; kept as running sums, so a weight costs nothing. */
    private static long[] weightsUpTo(List<RingServer> servers, int[] live) {
        long[] sums = new long[live.length];
        long sum = 0;
        for (int i = 0; i < live.length; i++) {
            sum += servers.get(live[i]).weight();
            sums[i] = sum;
        }
        return sums;
    }

    private int modula(long h) {
        long slot = h % weightsUpTo[weightsUpTo.length - 1];
        int found = Arrays.binarySearch(weightsUpTo, slot + 1);
        return live[found >= 0 ? found : -found - 1];
    }
}
