package io.twinproxy.proxy.hash;

/**
 * The byte-at-a-time hashes. A byte is widened with its sign, as the original does on x86-64, on every platform:
 * bytes of 0x80 and above would otherwise move keys between machines.
 */
final class ClassicHashes {
    private static final int FNV_64_START_LOW = 0x84222325;
    private static final int FNV_64_PRIME_LOW = 0x1b3;
    private static final int FNV_32_START = 0x811c9dc5;
    private static final int FNV_32_PRIME = 16777619;

    private ClassicHashes() {}

    static int oneAtATime(byte[] key, int offset, int length) {
        int h = 0;
        for (int i = offset; i < offset + length; i++) {
            h += key[i];
            h += h << 10;
            h ^= h >>> 6;
        }
        h += h << 3;
        h ^= h >>> 11;
        return h + (h << 15);
    }

    static int fnv164(byte[] key, int offset, int length) {
        return fnv1(FNV_64_START_LOW, FNV_64_PRIME_LOW, key, offset, length);
    }

    static int fnv1a64(byte[] key, int offset, int length) {
        return fnv1a(FNV_64_START_LOW, FNV_64_PRIME_LOW, key, offset, length);
    }

    static int fnv132(byte[] key, int offset, int length) {
        return fnv1(FNV_32_START, FNV_32_PRIME, key, offset, length);
    }

    static int fnv1a32(byte[] key, int offset, int length) {
        return fnv1a(FNV_32_START, FNV_32_PRIME, key, offset, length);
    }

    /** Multiply first. The upper half of the 64-bit form never reaches the result, so 32 bits are computed. */
    private static int fnv1(int start, int prime, byte[] key, int offset, int length) {
        int h = start;
        for (int i = offset; i < offset + length; i++) {
            h *= prime;
            h ^= key[i];
        }
        return h;
    }

    /** Exclusive-or first. */
    private static int fnv1a(int start, int prime, byte[] key, int offset, int length) {
        int h = start;
        for (int i = offset; i < offset + length; i++) {
            h ^= key[i];
            h *= prime;
        }
        return h;
    }
}
