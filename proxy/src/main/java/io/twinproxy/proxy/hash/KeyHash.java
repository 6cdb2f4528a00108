package io.twinproxy.proxy.hash;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The twelve key hashes by their names in the configuration file; any thread may call any of them. */
public enum KeyHash {
    ONE_AT_A_TIME("one_at_a_time", ClassicHashes::oneAtATime),
    MD5("md5", Md5::hash),
    CRC16("crc16", CrcHashes::crc16),
    CRC32("crc32", CrcHashes::crc32),
    CRC32A("crc32a", CrcHashes::crc32a),
    FNV1_64("fnv1_64", ClassicHashes::fnv164),
    FNV1A_64("fnv1a_64", ClassicHashes::fnv1a64),
    FNV1_32("fnv1_32", ClassicHashes::fnv132),
    FNV1A_32("fnv1a_32", ClassicHashes::fnv1a32),
    HSIEH("hsieh", BlockHashes::hsieh),
    MURMUR("murmur", BlockHashes::murmur),
    JENKINS("jenkins", BlockHashes::jenkins);

    private final String word;

    /** Refers to static functions only, so the constants are immutable although the interface cannot say so. */
    @SuppressWarnings("ImmutableEnumChecker")
    private final Function function;

    KeyHash(String word, Function function) {
        this.word = word;
        this.function = function;
    }

    /** The name in the configuration file. */
    public String word() {
        return word;
    }

    /** The hash as an unsigned 32-bit value in an int; a key of length 0 gives 0, whatever the hash. */
    public int hash(byte[] key, int offset, int length) {
        return length == 0 ? 0 : function.apply(key, offset, length);
    }

    public static Optional<KeyHash> named(String word) {
        return Arrays.stream(values()).filter(hash -> hash.word.equals(word)).findFirst();
    }

    public static List<String> words() {
        return Arrays.stream(values()).map(KeyHash::word).toList();
    }

    private interface Function {
        int apply(byte[] key, int offset, int length);
    }
}
