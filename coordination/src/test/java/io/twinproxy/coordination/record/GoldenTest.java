package io.twinproxy.coordination.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every record against bytes as they lie in a store of yesterday. */
class GoldenTest {
    /** Bytes in, the record's bytes out. */
    @FunctionalInterface
    interface Rewriting {
        byte[] rewrite(byte[] bytes) throws BadJsonException;
    }

    record Golden(String file, Rewriting rewriting) {
        String text() {
            try (InputStream in = GoldenTest.class.getResourceAsStream("/golden/" + file + ".json")) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        String rewritten(String text) throws BadJsonException {
            return new String(rewriting.rewrite(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Golden> all() {
        return Stream.of(
                new Golden("spec-eni", bytes -> PairSpec.parse(bytes).bytes()),
                new Golden("spec-fallback", bytes -> PairSpec.parse(bytes).bytes()),
                new Golden("spec-secondary-ip", bytes -> PairSpec.parse(bytes).bytes()),
                new Golden("spec-elastic-ip", bytes -> PairSpec.parse(bytes).bytes()),
                new Golden("spec-route", bytes -> PairSpec.parse(bytes).bytes()),
                new Golden("spec-classic-elb", bytes -> PairSpec.parse(bytes).bytes()),
                new Golden("spec-target-group", bytes -> PairSpec.parse(bytes).bytes()),
                new Golden("spec-command", bytes -> PairSpec.parse(bytes).bytes()),
                new Golden("spec-applied", bytes -> PairSpec.parse(bytes).bytes()),
                new Golden("reading-of-a-spec", bytes -> Reading.parse(bytes).bytes()),
                new Golden("event-declared", bytes -> Event.parse(bytes).bytes()),
                new Golden("heartbeat", bytes -> Heartbeat.parse(bytes).bytes()),
                new Golden("assignment", bytes -> Assignment.parse(bytes).bytes()),
                new Golden("intent", bytes -> Intent.parse(bytes).bytes()),
                new Golden("reading", bytes -> Reading.parse(bytes).bytes()),
                new Golden("event", bytes -> Event.parse(bytes).bytes()),
                new Golden("epoch", bytes -> EpochRecord.parse(bytes).bytes()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void yesterdaysBytesReadAndRewriteToTheSame(Golden golden) throws BadJsonException {
        assertThat(golden.rewritten(golden.text())).isEqualTo(golden.text());
    }

    @ParameterizedTest
    @MethodSource("all")
    void keysOfANewerVersionSurviveAtEveryLevel(Golden golden) throws BadJsonException {
        JsonObject newer = withNews(Json.parse(golden.text().getBytes(StandardCharsets.UTF_8)), "");
        JsonObject rewritten = Json.parse(golden.rewritten(Json.text(newer)).getBytes(StandardCharsets.UTF_8));
        assertThat(rewritten).isEqualTo(newer);
    }

    /** The same with something new in every mapping whose keys are ours, of every kind of value. */
    private static JsonObject withNews(JsonObject object, String at) {
        JsonObject copy = new JsonObject();
        for (Map.Entry<String, Object> entry : object.asMap().entrySet()) {
            put(copy, entry.getKey(), entry.getValue(), at);
        }
        // These map names of hosts or phases: any key means something.
        if (!List.of("drained", "hosts", "members", "phases").contains(at)) {
            copy.put("newText", "x")
                    .put("newNumber", 7)
                    .put("newFlag", true)
                    .put("newList", List.of("a", "b"))
                    .put("newMapping", new JsonObject().put("deep", new JsonObject().put("deeper", 1)));
        }
        return copy;
    }

    private static void put(JsonObject to, String key, Object value, String at) {
        if (value instanceof JsonObject inner) {
            to.put(key, withNews(inner, at.equals("drained") || at.equals("members") ? "entry" : key));
        } else if (value instanceof Long number) {
            to.put(key, number);
        } else if (value instanceof Boolean flag) {
            to.put(key, flag);
        } else if (value instanceof List<?> list) {
            to.put(key, list);
        } else {
            to.put(key, String.valueOf(value));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aNewerFormatIsRefusedNotGuessedAt(Golden golden) {
        assertThatThrownBy(() -> golden.rewritten(golden.text().replace("\"format\":1", "\"format\":2")))
                .isInstanceOf(BadJsonException.class)
                .hasMessageContaining("format 2")
                .hasMessageContaining("1 to 1");
        assertThatThrownBy(() -> golden.rewritten(golden.text().replace("\"format\":1,", "")))
                .isInstanceOf(BadJsonException.class)
                .hasMessageContaining("'format'");
    }

    /** Whatever one value of whatever record is replaced by, the answer is a record or a sentence. */
    @ParameterizedTest
    @MethodSource("all")
    void aWrongValueAnywhereIsASentenceAtMost(Golden golden) throws BadJsonException {
        JsonObject whole = Json.parse(golden.text().getBytes(StandardCharsets.UTF_8));
        List<Object> wrongs = List.of(
                "text", "", -1L, Long.MAX_VALUE, 1.5, true, List.of(7L), List.of(), new JsonObject().put("a", 1));
        int refused = 0;
        for (String path : paths(whole, "")) {
            for (Object wrong : wrongs) {
                String text = Json.text(replaced(whole, path, wrong, ""));
                try {
                    golden.rewritten(text);
                } catch (BadJsonException e) {
                    refused++;
                    String key = path.substring(path.lastIndexOf('/') + 1);
                    assertThat(e).as(path + " = " + wrong).hasMessageContaining(key);
                }
            }
        }
        assertThat(refused).isGreaterThan(whole.asMap().size());
    }

    private static List<String> paths(JsonObject object, String at) {
        return object.asMap().entrySet().stream()
                .flatMap(entry -> Stream.concat(
                        Stream.of(at + "/" + entry.getKey()),
                        entry.getValue() instanceof JsonObject inner
                                ? paths(inner, at + "/" + entry.getKey()).stream()
                                : Stream.of()))
                .toList();
    }

    private static JsonObject replaced(JsonObject object, String path, Object value, String at) {
        JsonObject copy = new JsonObject();
        object.asMap().forEach((key, old) -> {
            String here = at + "/" + key;
            if (here.equals(path)) {
                putAny(copy, key, value);
            } else if (old instanceof JsonObject inner) {
                copy.put(key, replaced(inner, path, value, here));
            } else {
                putAny(copy, key, old);
            }
        });
        return copy;
    }

    private static void putAny(JsonObject to, String key, Object value) {
        TreeMap<String, Object> one = new TreeMap<>();
        one.put(key, value);
        to.putAll(one);
    }
}
