package io.twinproxy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The sandbox with the kinds of endpoint that no figure is measured of: whole processes, a switchover under load. All run
 * side by side, since they wait more than they work; so nothing is said of how long anything took.
 */
@Tag("once")
class SandboxKindsTest {
    /** A dozen JVMs are started at once, on a machine that runs other tests as well. */
    private static final Duration WITHIN = Duration.ofMinutes(3);

    /** One at a time: each is seven JVMs. */
    private static final List<List<String>> KINDS =
            List.of(List.of("secondary-ip"), List.of("elastic-ip"), List.of("route"), List.of("classic-elb"));

    @TempDir
    Path directory;

    @Test
    void aSwitchoverOfEachIsDoneAndAnswersThroughTheEndpoint() throws Exception {
        for (List<String> kinds : KINDS) {
            sideBySide(kinds);
        }
    }

    private void sideBySide(List<String> kinds) throws Exception {
        Map<String, Program> running = new TreeMap<>();
        try {
            for (String kind : kinds) {
                Path own = Files.createDirectories(directory.resolve(kind));
                running.put(kind, start(own, kind));
            }
            for (Map.Entry<String, Program> one : running.entrySet()) {
                moved(one.getKey(), Twinproxy.ended(one.getValue(), WITHIN));
            }
        } finally {
            running.values().forEach(Program::close);
        }
    }

    private static Program start(Path own, String kind) throws IOException {
        return new Twinproxy(own)
                .start(kind, "sandbox", "--demo", "--fault", "switchover", "--endpoint", kind, "-o", "json");
    }

    private static void moved(String kind, Twinproxy.Ended ended) throws Exception {
        assertThat(ended.code()).as(ended.toString()).isZero();
        JsonObject result = Json.parse(ended.out().getBytes(StandardCharsets.UTF_8));
        assertThat(result.string("endpoint")).isEqualTo(kind);
        assertThat(result.string("activeAfter")).isNotBlank().isNotEqualTo(result.string("activeBefore"));
        assertThat(result.object("phases").orElseThrow().asMap())
                .containsKeys("attachedMs", "configuredMs", "answeredMs");
        int requests = result.int32("requests");
        assertThat(requests).isPositive();
        assertThat(result.int32("failed")).as("of %d requests", requests).isLessThan(requests);
    }
}
