package io.twinproxy.proxy.client;

/**
 * What one client makes the proxy hold, in bytes: its requests until they are answered, room for the replies that are under
 * way, and replies that are there and wait for earlier ones. How large a reply will be nobody knows, so room is kept for
 * what this client's replies were like: a larger one counts at once, smaller ones by and by. For one loop.
 */
final class Holdings {
    /** The first guess for one key: the largest item memcached takes unless told otherwise. */
    private static final int FIRST_GUESS = 1 << 20;
    /** Replies after which a guess that is too large has mostly gone. */
    private static final int MEMORY = 16;
    /** More than the guesses allow for is taken up to this multiple of the bound. */
    private static final int SURPRISE = 4;

    private final long bytesMax;
    private long reserved;
    private long waiting;
    private double perKey = FIRST_GUESS;

    /** @param bytesMax beyond which no further request of the client is taken */
    Holdings(int bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Keeps room for a request and its reply; what was kept, to be given back by {@link #release}. */
    long reserve(int requestBytes, int keys) {
        long bytes = requestBytes + (long) (perKey * keys);
        reserved += bytes;
        return bytes;
    }

    void release(long bytes) {
        reserved -= bytes;
    }

    /**
     * Counts a reply in that may have to wait.
     *
     * @param keys what it is the reply for; 0 when it is no retrieval
     * @param own what of the same exchange was admitted before, so that one exchange alone always fits
     * @param unsent bytes written for the client that its socket does not take
     * @return false when it would be too much with what waits already; it is then not counted in
     */
    boolean admit(int replyBytes, int keys, long own, long unsent) {
        if (keys > 0) {
            double seen = (double) replyBytes / keys;
            perKey = seen >= perKey ? seen : perKey - (perKey - seen) / MEMORY;
        }
        long others = waiting - own + unsent;
        if (others > 0 && others + own + replyBytes > SURPRISE * bytesMax) {
            return false;
        }
        waiting += replyBytes;
        return true;
    }

    /** Counts replies out that were admitted. */
    void leave(long replyBytes) {
        waiting -= replyBytes;
    }

    /** Replies that are there and wait for earlier ones. */
    long waiting() {
        return waiting;
    }

    boolean full() {
        return reserved + waiting >= bytesMax;
    }

    /** Whether there is room enough to go on after it was full. */
    boolean roomy() {
        return reserved + waiting <= bytesMax / 2;
    }
}
