package io.twinproxy.lab.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Keys, each with the one value it ever has, so every reply to a get can be judged. A value begins with its key and goes on
 * with a piece of one block that all share: a table of all values would not fit a core's cache, and looking replies up in it
 * would cost the generator more than they cost a proxy. Immutable.
 */
final class Keyspace {
    static final int KEY_BYTES = 40;
    private static final int RANDOM_CHARACTERS = 27;
    /** A power of two. */
    private static final int PIECES = 4096;

    private static final byte[] GET = ascii("get ");
    private static final byte[] SET = ascii("set ");
    private static final byte[] VALUE = ascii("VALUE ");
    private static final byte[] CRLF = ascii("\r\n");
    private static final byte[] TAIL = ascii("\r\nEND\r\n");

    private final int count;
    private final int valueBytes;
    private final byte[] keys;
    private final byte[] block;
    private final byte[] afterKeySet;
    private final byte[] afterKeyValue;

    Keyspace(int count, int valueBytes) {
        if (count < 1 || valueBytes < KEY_BYTES) {
            throw new IllegalArgumentException("at least one key, and values of at least " + KEY_BYTES + " bytes");
        }
        this.count = count;
        this.valueBytes = valueBytes;
        SplittableRandom random = new SplittableRandom(count);
        keys = new byte[count * KEY_BYTES];
        for (int key = 0; key < count; key++) {
            StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "bench:%06d:", key));
            for (int i = 0; i < RANDOM_CHARACTERS; i++) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            byte[] bytes = ascii(text.toString());
            System.arraycopy(bytes, 0, keys, key * KEY_BYTES, KEY_BYTES);
        }
        block = new byte[PIECES + valueBytes];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) ('a' + random.nextInt(26));
        }
        afterKeySet = ascii(" 0 0 " + valueBytes + "\r\n");
        afterKeyValue = ascii(" 0 " + valueBytes + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    int count() {
        return count;
    }

    /** Bytes of a request to store, the longest there is. */
    int setBytes() {
        return SET.length + KEY_BYTES + afterKeySet.length + valueBytes + CRLF.length;
    }

    /** Bytes of the right reply to a get. */
    int hitBytes() {
        return VALUE.length + KEY_BYTES + afterKeyValue.length + valueBytes + TAIL.length;
    }

    void putGet(ByteBuffer out, int key) {
        out.put(GET).put(keys, key * KEY_BYTES, KEY_BYTES).put(CRLF);
    }

    void putSet(ByteBuffer out, int key) {
        out.put(SET).put(keys, key * KEY_BYTES, KEY_BYTES).put(afterKeySet);
        out.put(keys, key * KEY_BYTES, KEY_BYTES).put(block, piece(key), valueBytes - KEY_BYTES);
        out.put(CRLF);
    }

    /** The right reply to a get, as a server would send it. */
    void putHit(ByteBuffer out, int key) {
        out.put(VALUE).put(keys, key * KEY_BYTES, KEY_BYTES).put(afterKeyValue);
        out.put(keys, key * KEY_BYTES, KEY_BYTES).put(block, piece(key), valueBytes - KEY_BYTES);
        out.put(TAIL);
    }

    /** Whether the right reply to a get of the key stands at a place; {@link #hitBytes()} bytes of it must be there. */
    boolean hit(byte[] in, int from, int key) {
        int own = key * KEY_BYTES;
        int at = from + VALUE.length;
        if (!same(in, from, VALUE, 0, VALUE.length) || !same(in, at, keys, own, KEY_BYTES)) {
            return false;
        }
        at += KEY_BYTES;
        if (!same(in, at, afterKeyValue, 0, afterKeyValue.length)) {
            return false;
        }
        at += afterKeyValue.length;
        int rest = valueBytes - KEY_BYTES;
        return same(in, at, keys, own, KEY_BYTES)
                && same(in, at + KEY_BYTES, block, piece(key), rest)
                && same(in, at + valueBytes, TAIL, 0, TAIL.length);
    }

    private static boolean same(byte[] in, int at, byte[] wanted, int from, int length) {
        return Arrays.equals(in, at, at + length, wanted, from, from + length);
    }

    private static int piece(int key) {
        return (key * 31) & (PIECES - 1);
    }
}
