package io.twinproxy.coordination.tree;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.json.Json;

/** One part of a transaction. */
public final class Change {
    /** Stands for "whatever version is there". */
    public static final int ANY = -1;

    /** What is done. */
    public enum Kind {
        CHECK,
        CREATE,
        CREATE_SEQUENTIAL,
        CREATE_EPHEMERAL,
        CREATE_EPHEMERAL_SEQUENTIAL,
        SET,
        DELETE
    }

    private final Kind kind;
    private final String path;
    private final byte[] bytes;
    private final int version;

    private Change(Kind kind, String path, byte[] bytes, int version) {
        if (bytes.length > Json.BYTES_MAX) {
            throw new IllegalArgumentException(
                    path + " would hold " + bytes.length + " bytes; at most " + Json.BYTES_MAX + " are allowed");
        }
        this.kind = kind;
        this.path = path;
        this.bytes = bytes;
        this.version = version;
    }

    public static Change check(String path, int version) {
        return new Change(Kind.CHECK, path, new byte[0], version);
    }

    public static Change create(String path, byte[] bytes) {
        return new Change(Kind.CREATE, path, bytes, ANY);
    }

    /** The servers append ten digits to the path; they grow with every such child of one parent. */
    public static Change sequential(String path, byte[] bytes) {
        return new Change(Kind.CREATE_SEQUENTIAL, path, bytes, ANY);
    }

    public static Change ephemeral(String path, byte[] bytes) {
        return new Change(Kind.CREATE_EPHEMERAL, path, bytes, ANY);
    }

    public static Change ephemeralSequential(String path, byte[] bytes) {
        return new Change(Kind.CREATE_EPHEMERAL_SEQUENTIAL, path, bytes, ANY);
    }

    public static Change set(String path, byte[] bytes, int version) {
        return new Change(Kind.SET, path, bytes, version);
    }

    public static Change delete(String path, int version) {
        return new Change(Kind.DELETE, path, new byte[0], version);
    }

    public Kind kind() {
        return kind;
    }

    public String path() {
        return path;
    }

    public byte[] bytes() {
        return bytes;
    }

    public int version() {
        return version;
    }

    /** The conflict this part of a transaction ran into, as a sentence. */
    public ConflictException conflict() {
        String what = switch (kind) {
            case CHECK ->
                path.equals(Paths.EPOCH)
                        ? "the leadership has passed on: " + path + " is no longer at version " + version
                        : path + " is no longer at version " + version;
            case CREATE, CREATE_EPHEMERAL -> path + " is there already, or what it belongs to is not";
            case CREATE_SEQUENTIAL, CREATE_EPHEMERAL_SEQUENTIAL -> "there is no " + Paths.parent(path);
            case SET -> path + " is " + (version == ANY ? "not there" : "no longer at version " + version);
            case DELETE -> path + " has changed, is gone, or has something under it";
        };
        return new ConflictException(what + "; nothing was written");
    }
}
