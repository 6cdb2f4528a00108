package io.twinproxy.proxy.hash;

/**
 * Two bytes that mark the part of a key to be hashed: what lies between the first {@code open} and the first {@code
 * close} after it, if that is at least one byte; otherwise the whole key. A later tag is not tried.
 */
public record HashTag(byte open, byte close) {

    /** Where the tag's content begins in the key, and its length: {@code start << 32 | length}. */
    long span(byte[] key, int offset, int length) {
        int end = offset + length;
        int first = indexOf(key, offset, end, open);
        int second = first < 0 ? -1 : indexOf(key, first + 1, end, close);
        if (second - first > 1) {
            return (long) (first + 1) << 32 | (second - first - 1);
        }
        return (long) offset << 32 | length;
    }

    private static int indexOf(byte[] key, int from, int end, byte wanted) {
        for (int i = from; i < end; i++) {
            if (key[i] == wanted) {
                return i;
            }
        }
        return -1;
    }
}
