package io.twinproxy.coordination.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    private enum Colour {
        RED,
        DARK_BLUE
    }

    private static JsonObject parse(String text) throws BadJsonException {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void writesWhatItReads() throws BadJsonException {
        String text = "{\"b\":1,\"a\":[\"x\",2,{\"y\":true}],\"c\":{\"d\":1.5,\"e\":\"é\\n\\\"\"}}";
        assertThat(Json.text(parse(text))).isEqualTo(text);
    }

    @Test
    void nullReadsAsAbsent() throws BadJsonException {
        assertThat(parse("{\"a\":null,\"b\":[null,\"x\"]}").has("a")).isFalse();
        assertThat(parse("{\"b\":[null,\"x\"]}").strings("b")).containsExactly("x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | not a JSON object",
                "[1] | not a JSON object",
                "7 | not a JSON object",
                "{\"a\":1 | not JSON",
                "{\"a\":1} x | not JSON",
                "{\"a\":1}{} | text after",
                "{\"a\":99999999999999999999} | not JSON",
                "nonsense | not JSON",
            })
    void refusesWhatIsNotOneObject(String text, String sentence) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(BadJsonException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void refusesDeepAndLongTexts() {
        assertThatThrownBy(() -> parse("{\"a\":" + "[".repeat(5000))).isInstanceOf(BadJsonException.class);
        assertThatThrownBy(() -> parse("{\"a\":\"" + "x".repeat(Json.BYTES_MAX) + "\"}"))
                .isInstanceOf(BadJsonException.class)
                .hasMessageContaining("at most 65536");
    }

    @Test
    void namesKeyValueAndWhatIsAllowed() {
        String text =
                "{\"s\":1,\"n\":\"x\",\"b\":\"yes\",\"o\":[],\"l\":[1],\"c\":\"green\",\"i\":4294967296,\"d\":-1}";
        assertWrong(() -> parse(text).string("s"), "'s' is 1", "a string");
        assertWrong(() -> parse(text).string("none"), "'none' is missing", "a string");
        assertWrong(() -> parse(text).integer("n"), "'n' is x", "an integer");
        assertWrong(() -> parse(text).integer("none"), "'none' is missing", "an integer");
        assertWrong(() -> parse(text).int32("i"), "'i' is 4294967296", "32 bits");
        assertWrong(() -> parse(text).millis("d"), "'d' is -1", "milliseconds");
        assertWrong(() -> parse(text).natural("d", 7), "'d' is -1", "0 to 7");
        assertWrong(() -> parse(text).natural("i", 7), "'i' is 4294967296", "0 to 7");
        assertWrong(() -> parse(text).bool("b", true), "'b' is yes", "true or false");
        assertWrong(() -> parse(text).object("o"), "'o' is []", "an object");
        assertWrong(() -> parse(text).required("none"), "'none' is missing", "an object");
        assertWrong(() -> parse(text).strings("l"), "'l' is 1", "a list of strings");
        assertWrong(() -> parse(text).strings("s"), "'s' is 1", "a list of strings");
        assertWrong(() -> parse(text).constant("c", Colour.class), "'c' is green", "[red, dark-blue]");
    }

    private static void assertWrong(ThrowingCallable read, String... words) {
        assertThatThrownBy(read).isInstanceOf(BadJsonException.class).hasMessageContainingAll(words);
    }

    @Test
    void whatIsNotReadIsTheRest() throws BadJsonException {
        JsonObject object = parse("{\"a\":1,\"b\":{\"c\":true},\"d\":\"x\"}");
        assertThat(object.integer("a")).isEqualTo(1);
        assertThat(object.rest()).containsOnlyKeys("b", "d");
        JsonObject rewritten = new JsonObject().put("a", 2).putAll(object.rest());
        assertThat(Json.text(rewritten)).isEqualTo("{\"a\":2,\"b\":{\"c\":true},\"d\":\"x\"}");
    }

    @Test
    void readsEveryKind() throws BadJsonException {
        JsonObject object = new JsonObject()
                .put("ms", Duration.ofSeconds(2))
                .put("flag", true)
                .put("list", List.of("a", "b"))
                .put("colour", JsonObject.name(Colour.DARK_BLUE));
        JsonObject read = parse(Json.text(object));
        assertThat(read.millis("ms")).isEqualTo(Duration.ofSeconds(2));
        assertThat(read.bool("flag", false)).isTrue();
        assertThat(read.strings("list")).containsExactly("a", "b");
        assertThat(read.constant("colour", Colour.class)).isEqualTo(Colour.DARK_BLUE);
        assertThat(read.integer("none", 7)).isEqualTo(7);
        assertThat(read.rest()).isEmpty();
    }
}
