package io.twinproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.agent.AgentSettings;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.controller.settings.Aws;
import io.twinproxy.controller.settings.ControllerSettings;
import io.twinproxy.controller.settings.Embedded;
import io.twinproxy.controller.settings.Ensemble;
import io.twinproxy.coordination.record.EndpointSpec;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Policy;
import io.twinproxy.coordination.record.Timings;
import io.twinproxy.coordination.settings.AccessFiles;
import io.twinproxy.coordination.settings.Key;
import io.twinproxy.proxy.config.ConfigException;
import io.twinproxy.proxy.config.ProxyConfig;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The document of settings says what the declared keys say. {@code -Drewrite=true} writes the tables; a person reads the
 * diff.
 */
class ConfigurationDocTest {
    private static final Pattern EXAMPLE = Pattern.compile("```yaml\n# (\\S+\\.yml)[^\n]*\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path files;

    /** Tests run in the module's directory; the documents lie beside it. */
    private static Path document() {
        return Path.of("..", "docs", "configuration.md").toAbsolutePath().normalize();
    }

    /** Each table's name in the document, and its keys in the order of their declaration. */
    private static Map<String, List<Key>> tables() {
        Map<String, List<Key>> tables = new LinkedHashMap<>();
        tables.put("pair.yml", PairSpec.KEYS);
        tables.put("pair.yml endpoint", EndpointSpec.KEYS);
        tables.put("pair.yml timings", Timings.KEYS);
        tables.put("agent.yml", AgentSettings.KEYS);
        tables.put("agent.yml health", AgentSettings.HEALTH_KEYS);
        tables.put("agent.yml interface", AgentSettings.INTERFACE_KEYS);
        tables.put("agent.yml imds", AgentSettings.IMDS_KEYS);
        tables.put("controller.yml", ControllerSettings.KEYS);
        tables.put("controller.yml zookeeper", Ensemble.KEYS);
        tables.put("controller.yml zookeeper.embedded", Embedded.KEYS);
        tables.put("zookeeper-tls", AccessFiles.TLS_KEYS);
        tables.put("controller.yml aws", Aws.KEYS);
        return tables;
    }

    @Test
    void theDocumentSaysWhatTheKeysSay() throws IOException {
        String expected = Files.readString(document());
        for (var table : tables().entrySet()) {
            expected = Generated.block(expected, "keys: " + table.getKey(), keys(table.getValue()));
        }
        expected = Generated.block(expected, "verbs", VerbTables.text());
        expected = Generated.block(expected, "exit codes", exits());
        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(document(), expected);
        }
        assertThat(Files.readString(document()))
                .as("docs/configuration.md differs from the code; run this test with -Drewrite=true and read the diff")
                .isEqualTo(expected);
    }

    @Test
    void everyDeclaredKeyStandsInATable() throws IllegalAccessException {
        List<Key> listed = new ArrayList<>();
        tables().values().forEach(listed::addAll);
        for (Class<?> declares : List.of(
                PairSpec.class,
                EndpointSpec.class,
                Timings.class,
                Policy.class,
                AgentSettings.class,
                AccessFiles.class,
                ControllerSettings.class,
                Ensemble.class,
                Embedded.class,
                Aws.class)) {
            for (Field field : declares.getDeclaredFields()) {
                if (field.getType() == Key.class && Modifier.isPublic(field.getModifiers())) {
                    assertThat(listed).as(declares + "." + field.getName()).contains((Key) field.get(null));
                }
            }
        }
    }

    @Test
    void everyKeyOfTheProxysFileIsDescribed() throws IOException {
        String text = Files.readString(document());
        for (String key : proxyKeys()) {
            assertThat(text).contains("\n| `" + key + "` | ");
        }
    }

    /** The reader itself lists them when it meets one that is like none. */
    private static List<String> proxyKeys() {
        try {
            ProxyConfig.parse("p: {qqqqqqqqqqqqqqqqqqqqqqqqqq: 1}", "f");
            throw new AssertionError("an unknown key was taken");
        } catch (ConfigException e) {
            String known = e.problems().stream()
                    .map(Object::toString)
                    .filter(p -> p.contains("known keys are "))
                    .findFirst()
                    .orElseThrow();
            return List.of(known.substring(known.indexOf("are ") + 4).split(", "));
        }
    }

    @Test
    void everyExampleIsWhatItSaysAndWithoutProblems() throws IOException {
        Matcher example = EXAMPLE.matcher(
                Files.readString(document()) + Files.readString(document().resolveSibling("ensemble.md")));
        int found = 0;
        while (example.find()) {
            Path file = Files.writeString(files.resolve("example.yml"), example.group(2));
            Bench.Run run = new Bench().run("config", "check", file.toString());
            assertThat(run.code()).as(example.group() + run.err()).isZero();
            assertThat(run.out()).contains(example.group(1) + " without problems");
            found++;
        }
        assertThat(found).isGreaterThanOrEqualTo(9);
    }

    private static String keys(List<Key> keys) {
        StringBuilder out =
                new StringBuilder("| key | what is allowed | default | meaning |\n| --- | --- | --- | --- |\n");
        for (Key key : keys) {
            out.append("| `")
                    .append(key.name())
                    .append("` | ")
                    .append(Generated.cell(key.allowed()))
                    .append(" | ")
                    .append(otherwise(key))
                    .append(" | ")
                    .append(Generated.cell(key.sentence()))
                    .append(" |\n");
        }
        return out.toString();
    }

    private static String otherwise(Key key) {
        if (key.required()) {
            return "**required**";
        }
        String text = key.otherwise();
        return text.startsWith("(") ? Generated.cell(text.substring(1, text.length() - 1)) : "`" + text + "`";
    }

    private static String exits() {
        StringBuilder out = new StringBuilder("| code | `result` in JSON and YAML |\n| ---: | --- |\n");
        for (Exit exit : Exit.values()) {
            out.append("| ")
                    .append(exit.code())
                    .append(" | `")
                    .append(exit.word())
                    .append("` |\n");
        }
        return out.toString();
    }
}
