package io.twinproxy.proxy.hash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What a running nutcracker 0.5.0 did with 22,176 keys. */
class PlacementVectorsTest {
    private record Vector(
            KeyHash hash,
            Distribution distribution,
            Optional<HashTag> tag,
            List<String> servers,
            List<Integer> ejected,
            List<List<Object>> keys) {}

    @Test
    void everyKeyGoesWhereNutcrackerSentIt() throws IOException {
        List<Vector> vectors = vectors();
        assertThat(vectors).hasSize(168);
        int keys = 0;
        for (Vector vector : vectors) {
            List<String> names = vector.servers().stream()
                    .map(PlacementVectorsTest::ringName)
                    .toList();
            List<Integer> order = IntStream.range(0, names.size())
                    .boxed()
                    .sorted(Comparator.comparing(names::get, RingServer.NAME_ORDER))
                    .toList();
            Placement placement = new Placement(
                    vector.hash(),
                    vector.tag(),
                    vector.distribution(),
                    order.stream()
                            .map(i -> new RingServer(
                                    names.get(i), weight(vector.servers().get(i))))
                            .toList(),
                    IntStream.range(0, order.size())
                            .filter(i -> !vector.ejected().contains(order.get(i)))
                            .boxed()
                            .toList(),
                    () -> 0);
            for (List<Object> pair : vector.keys()) {
                byte[] key = HexFormat.of().parseHex((String) pair.get(0));
                assertThat(order.get(placement.serverOf(key, 0, key.length)))
                        .as("%s %s %s %s", vector.hash(), vector.distribution(), vector.tag(), pair.get(0))
                        .isEqualTo(pair.get(1));
                keys++;
            }
        }
        assertThat(keys).isEqualTo(22_176);
    }

    private static String ringName(String server) {
        String[] words = server.split(" ", -1);
        if (words.length == 2) {
            return words[1];
        }
        String[] parts = words[0].split(":", -1);
        return RingServer.nameOf(parts[0], Integer.parseInt(parts[1]));
    }

    private static int weight(String server) {
        return Integer.parseInt(server.split(" ", -1)[0].split(":", -1)[2]);
    }

    /** JSON is YAML, and the document is 168 lines of one object each. */
    @SuppressWarnings("unchecked")
    private static List<Vector> vectors() throws IOException {
        try (InputStream in = PlacementVectorsTest.class.getResourceAsStream("/key-placement.json.gz");
                GZIPInputStream json = new GZIPInputStream(in)) {
            List<Vector> vectors = new ArrayList<>();
            String text = new String(json.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            LoadSettings settings =
                    LoadSettings.builder().setCodePointLimit(1 << 26).build();
            for (java.util.Map<String, Object> each :
                    (List<java.util.Map<String, Object>>) new Load(settings).loadFromString(text)) {
                vectors.add(new Vector(
                        KeyHash.named((String) each.get("hash")).orElseThrow(),
                        Distribution.named((String) each.get("distribution")).orElseThrow(),
                        Optional.ofNullable((String) each.get("hash_tag"))
                                .map(t -> new HashTag((byte) t.charAt(0), (byte) t.charAt(1))),
                        (List<String>) each.get("servers"),
                        (List<Integer>) each.get("ejected"),
                        (List<List<Object>>) each.get("keys")));
            }
            return vectors;
        }
    }
}
