package io.twinproxy.coordination.tree;

/** One node as read. Immutable as long as nobody writes into {@link #bytes()}. */
public final class Node {
    private final byte[] bytes;
    private final int version;
    private final long owner;
    private final long created;
    private final long modified;

    /**
     * @param version grows by one with each write; starts at 0
     * @param owner the session it ends with; 0 when it lasts
     * @param created the servers' count of changes when it was made; grows over the whole tree
     * @param modified the same when it was last written
     */
    public Node(byte[] bytes, int version, long owner, long created, long modified) {
        this.bytes = bytes;
        this.version = version;
        this.owner = owner;
        this.created = created;
        this.modified = modified;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int version() {
        return version;
    }

    public long owner() {
        return owner;
    }

    public long created() {
        return created;
    }

    public long modified() {
        return modified;
    }
}
