package io.twinproxy.proxy.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlacementTest {
    private static final List<byte[]> MEASURED_KEYS = List.of(
            new byte[0],
            ascii("a"),
            ascii("apple"),
            ascii("user:1000"),
            ascii("key:7"),
            HexFormat.of().parseHex("80ff41"),
            HexFormat.of().parseHex("6162ff"),
            ascii("placeholder"));

    @Test
    void ringHasTheMeasuredPoints() {
        List<RingServer> servers = List.of(
                new RingServer("127.0.0.1:6379", 1),
                new RingServer("127.0.0.1:6380", 1),
                new RingServer("127.0.0.1:6381", 1));
        KetamaRing ring = new KetamaRing(servers, new int[] {0, 1, 2});
        assertThat(ring.pointCount()).isEqualTo(480);
        assertThat(IntStream.range(0, 5).mapToObj(i -> ring.pointValue(i) + ">" + ring.pointServer(i)))
                .containsExactly("20075150>0", "23409604>1", "29345296>1", "38654231>0", "43450939>2");
        assertThat(ring.pointValue(479)).isEqualTo(4289099568L);
        assertThat(ring.pointServer(479)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"25, 156", "47, 156", "24, 160", "3, 160", "100, 156", "109, 156"})
    void equalWeightsGiveTheOriginalsRounding(int servers, int points) {
        assertThat(KetamaRing.groups(1, servers, servers) * 4).isEqualTo(points);
    }

    @Test
    void tinyShareGivesNoPointsAndIsNamed() {
        RingServer small = new RingServer("small", 1);
        List<RingServer> servers = List.of(new RingServer("big", 100_000), small);
        assertThat(KetamaRing.groups(100_000, 100_001, 2) * 4).isEqualTo(316);
        assertThat(Placement.withoutPoints(servers)).containsExactly(small);
    }

    @Test
    void unixSocketsAndPort11211AreNamedAsMeasured() {
        String[] unix = {RingServer.nameOf("/run/nc-a.sock"), RingServer.nameOf("/run/nc-bb.sock"), "127.0.0.2:17002"};
        assertPlaced(Distribution.KETAMA, unix, 2, 1, 2, 0, 0, 1, 2, 2);
        assertPlaced(Distribution.MODULA, unix, 0, 2, 1, 1, 1, 2, 0, 0);
        String[] standardPort = {RingServer.nameOf("127.0.0.5", 11211), RingServer.nameOf("127.0.0.5", 6379)};
        assertPlaced(Distribution.KETAMA, standardPort, 0, 0, 1, 0, 0, 1, 0, 0);
    }

    @Test
    void twentyFiveServersArePlacedAsMeasured() {
        String[] names =
                IntStream.range(0, 25).mapToObj(i -> "127.0.0.4:" + (17100 + i)).toArray(String[]::new);
        assertPlaced(Distribution.KETAMA, names, 14, 13, 5, 22, 17, 14, 17, 3);
    }

    @ParameterizedTest
    @CsvSource({
        "{}, user:{u1}:x, u1",
        "{}, {a}{b}, a",
        "{}, {}abc, {}abc",
        "{}, {}{b}, {}{b}",
        "{}, {{a}}, {a",
        "{}, x{y, x{y",
        "{}, x}y{, x}y{",
        "$$, $a$b, a",
        "$$, $$a, $$a",
        "$$, a$b, a$b"
    })
    void hashTagPicksThePart(String tag, String key, String part) {
        long span = new HashTag((byte) tag.charAt(0), (byte) tag.charAt(1)).span(ascii("__" + key), 2, key.length());
        assertThat(("__" + key).substring((int) (span >>> 32), (int) (span >>> 32) + (int) span))
                .isEqualTo(part);
    }

    @Test
    void ringLookupEqualsTheDumbWay() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 30; round++) {
            List<RingServer> servers = new ArrayList<>();
            for (int i = 0; i <= round % 9; i++) {
                servers.add(new RingServer("s" + (char) ('a' + i), 1 + random.nextInt(5)));
            }
            int[] live = IntStream.range(0, servers.size())
                    .filter(i -> i == 0 || random.nextInt(4) > 0)
                    .toArray();
            KetamaRing ring = new KetamaRing(servers, live);
            NavigableMap<Long, Integer> dumb = dumbRing(servers, live);
            for (int i = 0; i < 500; i++) {
                int hash = random.nextInt();
                var point = dumb.ceilingEntry(Integer.toUnsignedLong(hash));
                assertThat(ring.find(hash))
                        .isEqualTo(point == null ? dumb.firstEntry().getValue() : point.getValue());
            }
        }
    }

    private static NavigableMap<Long, Integer> dumbRing(List<RingServer> servers, int[] live) throws Exception {
        NavigableMap<Long, Integer> points = new TreeMap<>();
        long weights = IntStream.of(live).map(i -> servers.get(i).weight()).sum();
        for (int index : live) {
            int groups = KetamaRing.groups(servers.get(index).weight(), weights, live.length);
            for (int g = 0; g < groups; g++) {
                byte[] digest = MessageDigest.getInstance("MD5")
                        .digest(ascii(servers.get(index).name() + "-" + g));
                for (int i = 0; i < 4; i++) {
                    byte[] bigEndian = {digest[4 * i + 3], digest[4 * i + 2], digest[4 * i + 1], digest[4 * i]};
                    points.putIfAbsent(new BigInteger(1, bigEndian).longValue(), index);
                }
            }
        }
        return points;
    }

    @Test
    void losingOneOfTenServersMovesOnlyItsKeys() {
        List<RingServer> servers = IntStream.range(0, 10)
                .mapToObj(i -> new RingServer("node" + i, 1))
                .toList();
        Placement all = placement(Distribution.KETAMA, servers, IntStream.range(0, 10));
        Placement nine = placement(Distribution.KETAMA, servers, IntStream.range(0, 9));
        int moved = 0;
        for (int i = 0; i < 10_000; i++) {
            byte[] key = ascii("key-" + i);
            int before = all.serverOf(key, 0, key.length);
            int after = nine.serverOf(key, 0, key.length);
            if (before != after) {
                assertThat(before).isEqualTo(9);
                moved++;
            }
        }
        assertThat(moved).isBetween(500, 1500);
    }

    @Test
    void oneServerTakesEverythingAndNoneTakesNothing() {
        List<RingServer> one = List.of(new RingServer("only", 1));
        assertThat(placement(Distribution.KETAMA, one, IntStream.of(0)).serverOf(ascii("x"), 0, 1))
                .isZero();
        for (Distribution distribution : Distribution.values()) {
            assertThat(placement(distribution, one, IntStream.empty()).serverOf(ascii("x"), 0, 1))
                    .isEqualTo(Placement.NOWHERE);
        }
    }

    @Test
    void randomIgnoresWeightsAndUsesTheGivenChance() {
        List<RingServer> servers = List.of(new RingServer("a", 1000), new RingServer("b", 1), new RingServer("c", 1));
        int[] next = {0};
        Placement placement = new Placement(
                KeyHash.MD5, Optional.empty(), Distribution.RANDOM, servers, List.of(0, 2), () -> next[0]++);
        assertThat(IntStream.range(0, 4).map(i -> placement.serverOf(ascii("k"), 0, 1)))
                .containsExactly(0, 2, 0, 2);
    }

    private static void assertPlaced(Distribution distribution, String[] configured, int... expected) {
        List<Integer> order = IntStream.range(0, configured.length)
                .boxed()
                .sorted(Comparator.comparing(i -> configured[i], RingServer.NAME_ORDER))
                .toList();
        List<RingServer> servers =
                order.stream().map(i -> new RingServer(configured[i], 1)).toList();
        Placement placement = placement(distribution, servers, IntStream.range(0, servers.size()));
        assertThat(MEASURED_KEYS.stream().map(key -> order.get(placement.serverOf(key, 0, key.length))))
                .containsExactlyElementsOf(IntStream.of(expected).boxed().toList());
    }

    private static Placement placement(Distribution distribution, List<RingServer> servers, IntStream live) {
        return new Placement(
                KeyHash.FNV1A_64,
                Optional.empty(),
                distribution,
                servers,
                live.boxed().toList(),
                () -> 0);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
