package io.twinproxy.proxy.hash;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The consistent-hash ring: points sorted by unsigned value, a key belongs to the first point at or after its hash. */
final class KetamaRing {
    private static final int POINTS_PER_SERVER = 160;
    private static final int POINTS_PER_DIGEST = 4;
    /** Nutcracker formats a point's name into a buffer of this many bytes, and cuts what does not fit. */
    private static final int POINT_NAME_BYTES_MAX = 272;

    /** Unsigned point value in the upper half, index of its server in the lower: one sort keeps ties in index order. */
    private final long[] points;

    /**
     * @param servers all configured servers in ring order
     * @param live the indexes of those that take part, ascending
     */
    KetamaRing(List<RingServer> servers, int[] live) {
        long weights =
                Arrays.stream(live).mapToLong(i -> servers.get(i).weight()).sum();
        long[] found = new long[0];
        for (int index : live) {
            RingServer server = servers.get(index);
            int groups = groups(server.weight(), weights, live.length);
            int at = found.length;
            found = Arrays.copyOf(found, at + groups * POINTS_PER_DIGEST);
            for (int group = 0; group < groups; group++) {
                byte[] name = (server.name() + "-" + group).getBytes(StandardCharsets.UTF_8);
                byte[] digest = Md5.digest(name, 0, Math.min(name.length, POINT_NAME_BYTES_MAX));
                for (int i = 0; i < POINTS_PER_DIGEST; i++) {
                    found[at++] = Integer.toUnsignedLong(BlockHashes.le32(digest, 4 * i)) << 31 | index;
                }
            }
        }
        Arrays.sort(found);
        points = found;
    }

    /**
     * Groups of four points for one server, in single precision with every step rounded, because the original's rounding
     * decides placement: equal weights give 160 points but for some server counts, a tiny share gives none.
     */
    static int groups(int weight, long weights, int servers) {
        float share = (float) weight / (float) weights;
        share = share * POINTS_PER_SERVER;
        share = share / POINTS_PER_DIGEST;
        share = share * (float) servers;
        return (int) Math.floor(share);
    }

    int pointCount() {
        return points.length;
    }

    long pointValue(int at) {
        return points[at] >>> 31;
    }

    int pointServer(int at) {
        return (int) (points[at] & 0x7fffffff);
    }

    /** The index of the server, or -1 on a ring without points. */
    int find(int hash) {
        long wanted = Integer.toUnsignedLong(hash) << 31;
        int low = 0;
        int high = points.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (points[middle] < wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (points.length == 0) {
            return -1;
        }
        return pointServer(low == points.length ? 0 : low);
    }
}
