package io.twinproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.proxy.Proxy;
import io.twinproxy.proxy.ProxyOptions;
import io.twinproxy.proxy.config.ListenAddress;
import io.twinproxy.proxy.config.PoolConfig;
import io.twinproxy.proxy.config.ProxyConfig;
import io.twinproxy.proxy.stats.BackendField;
import io.twinproxy.proxy.stats.PoolField;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The document names every field and every metric there is, and no other. {@code -Drewrite=true} writes the tables. */
class ProxyStatisticsDocTest {
    private static final String PREFIX = "twinproxy_proxy_";
    private static final Pattern METRIC =
            Pattern.compile("# HELP " + PREFIX + "(\\S+) (.+)\n# TYPE \\S+ (\\S+)\n" + PREFIX + "\\w+(?:\\{([^}]*)})?");

    private static Path document() {
        return Path.of("..", "docs", "proxy-statistics.md").toAbsolutePath().normalize();
    }

    @Test
    void theDocumentNamesEveryFieldAndEveryMetric() throws Exception {
        String expected = Files.readString(document());
        expected = Generated.block(expected, "fields", fields());
        expected = Generated.block(expected, "metrics", metrics());
        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(document(), expected);
        }
        assertThat(Files.readString(document()))
                .as(
                        "docs/proxy-statistics.md differs from the code; run this test with -Drewrite=true and read the diff")
                .isEqualTo(expected);
    }

    private static String fields() {
        StringBuilder text = new StringBuilder("| of | field | what it tells |\n| --- | --- | --- |\n");
        for (PoolField field : PoolField.values()) {
            row(text, "a pool", "`" + field.word() + "`", sentence(field.sentence()));
        }
        for (BackendField field : BackendField.values()) {
            row(text, "a server", "`" + field.word() + "`", sentence(field.sentence()));
        }
        return text.toString();
    }

    private static String sentence(String nutcrackers) {
        return nutcrackers.replaceFirst("^# ", "number of ");
    }

    private static String metrics() throws Exception {
        StringBuilder text = new StringBuilder("All names begin with `" + PREFIX + "`.\n\n");
        text.append("| metric | kind | labels | what it tells |\n| --- | --- | --- | --- |\n");
        Matcher metric = METRIC.matcher(scraped());
        int found = 0;
        while (metric.find()) {
            String labels = metric.group(4) == null
                    ? ""
                    : Pattern.compile("(\\w+)=")
                            .matcher(metric.group(4))
                            .results()
                            .map(label -> "`" + label.group(1) + "`")
                            .collect(Collectors.joining(", "));
            row(text, "`" + metric.group(1) + "`", metric.group(3), labels, metric.group(2));
            found++;
        }
        assertThat(found).isGreaterThan(PoolField.values().length + BackendField.values().length);
        return text.toString();
    }

    private static String scraped() throws Exception {
        PoolConfig pool = ProxyConfig.parse(
                        "pool:\n  listen: 127.0.0.1:1\n  servers:\n  - 127.0.0.1:1:1 server\n", "test")
                .pools()
                .get(0)
                .listeningAt(ListenAddress.tcp("127.0.0.1", 0));
        ProxyOptions options = ProxyOptions.defaults().withEventLoops(1);
        try (Proxy proxy = Proxy.start(new ProxyConfig(List.of(pool), List.of()), options)) {
            String scraped = proxy.metrics();
            assertThat(METRIC.matcher(scraped).results().count())
                    .as("metrics that are understood here")
                    .isEqualTo(
                            scraped.lines().filter(l -> l.startsWith("# TYPE")).count());
            return scraped;
        }
    }

    private static void row(StringBuilder text, String... cells) {
        for (String cell : cells) {
            text.append("| ").append(Generated.cell(cell)).append(' ');
        }
        text.append("|\n");
    }
}
