package io.twinproxy.proxy.pem;

import java.io.ByteArrayOutputStream;

/** As much of DER as it takes to put the older forms of a private key into the one that Java reads. */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xa0;
    /** The algorithm RSA, 1.2.840.113549.1.1.1, with its empty parameters. */
    private static final byte[] RSA = bytes(0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 0x05, 0);
    /** The algorithm of elliptic curves, 1.2.840.10045.2.1, without its parameters. */
    private static final byte[] EC = bytes(0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1);

    private static final byte[] VERSION = bytes(INTEGER, 1, 0);

    private Der() {}

    /** PKCS #8 around an RSA key of PKCS #1. */
    static byte[] rsa(byte[] key) {
        return value(SEQUENCE, VERSION, value(SEQUENCE, RSA), value(OCTET_STRING, key));
    }

    /**
     * PKCS #8 around a key of SEC 1, which names its curve itself.
     *
     * @throws IllegalArgumentException when it does not, or is damaged
     */
    static byte[] ec(byte[] key) {
        Cursor fields = new Cursor(new Cursor(key).take(SEQUENCE));
        fields.take(INTEGER);
        fields.take(OCTET_STRING);
        byte[] curve = fields.take(PARAMETERS);
        return value(SEQUENCE, VERSION, value(SEQUENCE, EC, curve), value(OCTET_STRING, key));
    }

    private static byte[] value(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 5);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int octets = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
            out.write(0x80 | octets);
            for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
                out.write(length >> shift);
            }
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    /** Reads values one after the other. */
    private static final class Cursor {
        private final byte[] bytes;
        private int at;

        Cursor(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] take(int tag) {
            if (next() != tag) {
                throw new IllegalArgumentException("another value than expected");
            }
            int length = next();
            if (length >= 0x80) {
                int octets = length & 0x7f;
                if (octets > 3) {
                    throw new IllegalArgumentException("a length beyond the file's");
                }
                length = 0;
                for (int i = 0; i < octets; i++) {
                    length = length << 8 | next();
                }
            }
            if (length > bytes.length - at) {
                throw new IllegalArgumentException("cut off");
            }
            byte[] taken = java.util.Arrays.copyOfRange(bytes, at, at + length);
            at += length;
            return taken;
        }

        private int next() {
            if (at >= bytes.length) {
                throw new IllegalArgumentException("cut off");
            }
            return bytes[at++] & 0xff;
        }
    }
}
