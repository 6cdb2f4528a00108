package io.twinproxy.proxy.hash;

import java.util.zip.CRC32;

/** The cyclic redundancy checks as nutcracker has them, which is not quite as others have them. */
final class CrcHashes {
    private static final int[] CRC16_TABLE = crc16Table();

    private CrcHashes() {}

    private static int[] crc16Table() {
        int[] table = new int[256];
        for (int i = 0; i < 256; i++) {
            int r = i << 8;
            for (int bit = 0; bit < 8; bit++) {
                r = (r & 0x8000) != 0 ? (r << 1) ^ 0x1021 : r << 1;
            }
            table[i] = r & 0xffff;
        }
        return table;
    }

    /** The running value stays 32 bits wide and is never cut to 16, so results exceed 16 bits. */
    static int crc16(byte[] key, int offset, int length) {
        int h = 0;
        for (int i = offset; i < offset + length; i++) {
            h = (h << 8) ^ CRC16_TABLE[((h >>> 8) ^ key[i]) & 0xff];
        }
        return h;
    }

    /** Only 15 bits of the check, which puts every key at the low end of a ketama ring. */
    static int crc32(byte[] key, int offset, int length) {
        return (crc32a(key, offset, length) >>> 16) & 0x7fff;
    }

    static int crc32a(byte[] key, int offset, int length) {
        CRC32 crc = new CRC32();
        crc.update(key, offset, length);
        return (int) crc.getValue();
    }
}
