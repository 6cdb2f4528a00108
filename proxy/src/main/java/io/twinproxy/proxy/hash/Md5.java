package io.twinproxy.proxy.hash;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** MD5 as a key hash and as the source of ring points. A digest is kept per thread: making one costs more than using it. */
final class Md5 {
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Md5::create);

    private Md5() {}

    static int hash(byte[] key, int offset, int length) {
        return BlockHashes.le32(digest(key, offset, length), 0);
    }

    static byte[] digest(byte[] bytes, int offset, int length) {
        MessageDigest md5 = DIGEST.get();
        md5.reset();
        md5.update(bytes, offset, length);
        return md5.digest();
    }

    private static MessageDigest create() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have MD5", e);
        }
    }
}
