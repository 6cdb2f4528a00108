package io.twinproxy.proxy.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeyHashTest {
    private static final List<byte[]> KEYS = List.of(
            ascii("apple"),
            ascii("user:1000"),
            HexFormat.of().parseHex("80ff41"),
            ascii("a".repeat(13)),
            HexFormat.of().parseHex("6162ff"),
            HexFormat.of().parseHex("fe"));

    @ParameterizedTest
    @CsvSource({
        "one_at_a_time, 2297466611, 3043211087, 228287456, 1213151849, 100913432, 3232483616",
        "md5, 3195025439, 781738503, 2123605344, 434004673, 2192293236, 2447391296",
        "crc16, 3662830516, 3781445233, 2433048640, 2921213048, 2088034275, 3793",
        "crc32, 10542, 8052, 3211, 20775, 19613, 2055",
        "crc32a, 2838417488, 2675185635, 2357939942, 1361545536, 3432881837, 2282172566",
        "fnv1_64, 473199127, 3550362913, 1801202263, 376667258, 2488291927, 2046707745",
        "fnv1a_64, 1488911807, 2927313545, 1962645907, 2322016480, 4206756399, 2046707745",
        "fnv1_32, 67176023, 2796551329, 374637943, 1550760954, 3160658135, 4210270945",
        "fnv1a_32, 280767167, 1350311305, 4037796531, 1178297920, 3283607919, 4210270945",
        "hsieh, 3738850110, 3723237737, 3854668652, 3427915492, 1977393110, 3281186058",
        "murmur, 4142305122, 2384768711, 2193653125, 4194599845, 3968893618, 2980010169",
        "jenkins, 1442444624, 76303748, 1331912747, 3234837089, 3920586603, 867052117"
    })
    void givesThePublishedValues(String name, long v0, long v1, long v2, long v3, long v4, long v5) {
        KeyHash hash = KeyHash.named(name).orElseThrow();
        List<Long> expected = List.of(v0, v1, v2, v3, v4, v5);
        for (int i = 0; i < KEYS.size(); i++) {
            byte[] key = KEYS.get(i);
            assertThat(Integer.toUnsignedLong(hash.hash(key, 0, key.length))).isEqualTo(expected.get(i));
        }
    }

    @ParameterizedTest
    @EnumSource(KeyHash.class)
    void readsOnlyItsPartOfTheArray(KeyHash hash) {
        byte[] alone = ascii("some key of 23 bytes...");
        byte[] within = ascii("XYZsome key of 23 bytes...XYZ");
        for (int length = 0; length <= alone.length; length++) {
            assertThat(hash.hash(within, 3, length)).isEqualTo(hash.hash(alone, 0, length));
        }
        assertThat(hash.hash(alone, 5, 0)).isZero();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
