package io.twinproxy.proxy.hash;

/** The hashes that take a key in blocks of four or twelve bytes. */
final class BlockHashes {
    private static final int MURMUR_MULTIPLIER = 0x5bd1e995;
    private static final int JENKINS_START = 0xdeadbeef;
    private static final int JENKINS_INITIAL = 13;

    private BlockHashes() {}

    /** Starts from 0, not from the length; only the third byte of a rest of three is widened with its sign. */
    static int hsieh(byte[] key, int offset, int length) {
        int h = 0;
        int at = offset;
        for (int groups = length >> 2; groups > 0; groups--, at += 4) {
            h += le16(key, at);
            int t = (le16(key, at + 2) << 11) ^ h;
            h = (h << 16) ^ t;
            h += h >>> 11;
        }
        switch (length & 3) {
            case 3 -> {
                h += le16(key, at);
                h ^= h << 16;
                h ^= key[at + 2] << 18;
                h += h >>> 11;
            }
            case 2 -> {
                h += le16(key, at);
                h ^= h << 11;
                h += h >>> 17;
            }
            case 1 -> {
                h += key[at] & 0xff;
                h ^= h << 10;
                h += h >>> 1;
            }
            default -> {}
        }
        h ^= h << 3;
        h += h >>> 5;
        h ^= h << 4;
        h += h >>> 17;
        h ^= h << 25;
        return h + (h >>> 6);
    }

    /** MurmurHash2 with a seed made from the length. */
    static int murmur(byte[] key, int offset, int length) {
        int m = MURMUR_MULTIPLIER;
        int h = (0xdeadbeef * length) ^ length;
        int at = offset;
        for (int groups = length >> 2; groups > 0; groups--, at += 4) {
            int k = le32(key, at) * m;
            k ^= k >>> 24;
            k *= m;
            h *= m;
            h ^= k;
        }
        int rest = length & 3;
        if (rest > 0) {
            h ^= rest == 3 ? (key[at + 2] & 0xff) << 16 : 0;
            h ^= rest >= 2 ? (key[at + 1] & 0xff) << 8 : 0;
            h ^= key[at] & 0xff;
            h *= m;
        }
        h ^= h >>> 13;
        h *= m;
        return h ^ (h >>> 15);
    }

    /** Bob Jenkins's lookup3, little-endian form. */
    static int jenkins(byte[] key, int offset, int length) {
        int a = JENKINS_START + length + JENKINS_INITIAL;
        int b = a;
        int c = a;
        int at = offset;
        int left = length;
        while (left > 12) {
            a += le32(key, at);
            b += le32(key, at + 4);
            c += le32(key, at + 8);
            a = (a - c) ^ Integer.rotateLeft(c, 4);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 6);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 8);
            b += a;
            a = (a - c) ^ Integer.rotateLeft(c, 16);
            c += b;
            b = (b - a) ^ Integer.rotateLeft(a, 19);
            a += c;
            c = (c - b) ^ Integer.rotateLeft(b, 4);
            b += a;
            at += 12;
            left -= 12;
        }
        a += padded32(key, at, left);
        b += padded32(key, at + 4, left - 4);
        c += padded32(key, at + 8, left - 8);
        c = (c ^ b) - Integer.rotateLeft(b, 14);
        a = (a ^ c) - Integer.rotateLeft(c, 11);
        b = (b ^ a) - Integer.rotateLeft(a, 25);
        c = (c ^ b) - Integer.rotateLeft(b, 16);
        a = (a ^ c) - Integer.rotateLeft(c, 4);
        b = (b ^ a) - Integer.rotateLeft(a, 14);
        return (c ^ b) - Integer.rotateLeft(b, 24);
    }

    private static int padded32(byte[] key, int at, int left) {
        int value = 0;
        for (int i = 0; i < Math.min(left, 4); i++) {
            value |= (key[at + i] & 0xff) << (8 * i);
        }
        return value;
    }

    static int le32(byte[] bytes, int at) {
        return le16(bytes, at) | le16(bytes, at + 2) << 16;
    }

    private static int le16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
    }
}
