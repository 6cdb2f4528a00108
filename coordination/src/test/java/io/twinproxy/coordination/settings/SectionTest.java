package io.twinproxy.coordination.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SectionTest {
    private static final Key NAME = new Key("name", "a word", "", "A name.");
    private static final Key PORT = new Key("port", "1 to 65535", "8080", "A port.");
    private static final Key LOUD = new Key("loud", "true or false", "false", "A flag.");
    private static final Key WAIT = new Key("wait", "a duration, 1s to 1m", "5s", "A duration.");
    private static final Key HOSTS = new Key("hosts", "a list of names", "(none)", "A list.");
    private static final Key INNER = new Key("inner", "a mapping", "(defaults)", "More.");

    @Test
    void defaultsStandInForWhatIsAbsent() throws SettingsException {
        Problems problems = new Problems("x.yml");
        Section root = Section.parse("name: a", problems);
        assertThat(root.string(NAME)).isEqualTo("a");
        assertThat(root.integer(PORT, 1, 65535)).isEqualTo(8080);
        assertThat(root.bool(LOUD)).isFalse();
        assertThat(root.duration(WAIT, Duration.ofSeconds(1), Duration.ofMinutes(1)))
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(root.strings(HOSTS)).isEmpty();
        assertThat(root.section(INNER).integer(PORT, 1, 65535)).isEqualTo(8080);
        root.end();
        problems.check();
        assertThat(problems.none()).isTrue();
    }

    @Test
    void whatIsNotYamlIsTheOnlyProblemThenTold() {
        Problems problems = new Problems("x.yml");
        Section root = Section.parse("name: -", problems);
        root.string(new Key("zookeeper", "servers", "", "The servers."));
        assertThatThrownBy(problems::check).hasMessageContaining("is not YAML").hasMessageNotContaining("missing");
    }

    @Test
    void everyProblemIsToldAtOnceWithItsLine() {
        Problems problems = new Problems("x.yml");
        Section root = Section.parse("""
                prot: 9
                port: 70000
                loud: maybe
                wait: 2d
                hosts: one
                inner:
                  port: x
                  bogus: 1
                port: 7
                """, problems);
        root.string(NAME);
        root.integer(PORT, 1, 65535);
        root.bool(LOUD);
        root.duration(WAIT, Duration.ofSeconds(1), Duration.ofMinutes(1));
        root.strings(HOSTS);
        Section inner = root.section(INNER);
        inner.integer(PORT, 1, 65535);
        inner.end();
        root.end();
        assertThatThrownBy(problems::check)
                .isInstanceOf(SettingsException.class)
                .message()
                .satisfies(text -> assertThat(text.lines())
                        .containsExactlyInAnyOrder(
                                "x.yml: name: is missing; it must be a word",
                                "x.yml:1: prot: is not a known key; did you mean 'port'?",
                                "x.yml:3: loud: is 'maybe'; it must be true or false",
                                "x.yml:4: wait: is '2d'; it must be a duration, 1s to 1m",
                                "x.yml:5: hosts: must be a list of names",
                                "x.yml:7: inner.port: is 'x'; it must be 1 to 65535",
                                "x.yml:8: inner.bogus: is not a known key; known keys: port",
                                "x.yml:9: port: stands twice; once is allowed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "- a\n- b", "just words", "a: [1", "a: b: c", "\tname: x", "{a: &x *x}"})
    void refusesWhatIsNoMapping(String text) {
        Problems problems = new Problems("x.yml");
        Section.parse(text, problems).string(NAME);
        assertThatThrownBy(problems::check)
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("x.yml");
    }

    @Test
    void aFileOfGarbageIsToldInAScreenful() {
        Problems problems = new Problems("x.yml");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            text.append("key-").append(i).append(": 1\n");
        }
        Section.parse(text.toString(), problems).end();
        assertThatThrownBy(problems::check)
                .message()
                .satisfies(message -> assertThat(message.lines()).hasSizeBetween(10, 60));
    }
}
