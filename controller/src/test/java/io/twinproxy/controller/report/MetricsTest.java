package io.twinproxy.controller.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.twinproxy.controller.decide.Situation;
import io.twinproxy.coordination.record.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Metrics metrics = new Metrics(registry);

    @Test
    void tellsLeadershipAndThePairsItLeads() {
        metrics.leading(Optional.of(Sample.EPOCH));
        metrics.read(Sample.moving("cache-a", ""));
        assertThat(lines())
                .contains(
                        "twinproxy_controller_leading 1.0",
                        "twinproxy_controller_epoch 7.0",
                        "twinproxy_pairs 1.0",
                        "twinproxy_pair_situation{pair=\"cache-a\"} 200.0",
                        "twinproxy_pair_hold_down_seconds{pair=\"cache-a\"} 58.0",
                        "twinproxy_host_ready{host=\"a\",pair=\"cache-a\"} 0.0",
                        "twinproxy_host_ready{host=\"b\",pair=\"cache-a\"} 1.0",
                        "twinproxy_host_health{health=\"down\",host=\"a\",pair=\"cache-a\"} 1.0",
                        "twinproxy_host_health{health=\"serving\",host=\"a\",pair=\"cache-a\"} 0.0");
    }

    @Test
    void whoNoLongerLeadsTellsNothingOfPairs() {
        metrics.leading(Optional.of(Sample.EPOCH));
        metrics.read(Sample.healthy("cache-a"));
        metrics.leading(Optional.empty());
        assertThat(lines())
                .contains("twinproxy_controller_leading 0.0", "twinproxy_controller_epoch 0.0", "twinproxy_pairs 0.0")
                .noneMatch(line -> line.contains("cache-a"));
    }

    @Test
    void aHostThatIsGoneFromThePairIsGoneFromTheMetrics() {
        metrics.read(Sample.healthy("cache-a"));
        metrics.read(Sample.status("cache-a", Situation.NO_STANDBY, "a serves", Sample.serving("a")));
        assertThat(lines())
                .anyMatch(line -> line.contains("host=\"a\""))
                .noneMatch(line -> line.contains("host=\"b\""));
    }

    @Test
    void countsMovesByResultAndCauseAndTheirPhases() {
        metrics.happened("cache-a", Sample.event(Event.Kind.MOVE_STARTED, Situation.ACTIVE_DOWN, Optional.empty()));
        metrics.happened("cache-a", Sample.event(Event.Kind.MOVE_DONE, Situation.ACTIVE_DOWN, Optional.empty()));
        metrics.happened("cache-a", Sample.event(Event.Kind.MOVE_FAILED, Situation.SWITCHOVER, Optional.empty()));
        metrics.happened("cache-a", Sample.event(Event.Kind.REFUSED, Situation.SWITCHOVER_REFUSED, Optional.empty()));
        assertThat(lines())
                .contains(
                        "twinproxy_moves_total{cause=\"active-down\",pair=\"cache-a\",result=\"done\"} 1.0",
                        "twinproxy_moves_total{cause=\"switchover\",pair=\"cache-a\",result=\"failed\"} 1.0",
                        "twinproxy_refused_total{pair=\"cache-a\"} 1.0",
                        "twinproxy_move_phase_seconds_bucket{phase=\"answered\",le=\"0.1\"} 0",
                        "twinproxy_move_phase_seconds_bucket{phase=\"answered\",le=\"0.25\"} 1",
                        "twinproxy_move_phase_seconds_sum{phase=\"answered\"} 0.21");
    }

    @Test
    void timesCallsAndLateness() {
        metrics.called("cache-a", "observe", Duration.ofMillis(250), true);
        metrics.called("cache-a", "observe", Duration.ofMillis(250), false);
        metrics.late(Duration.ofMillis(3));
        assertThat(lines())
                .contains(
                        "twinproxy_call_seconds_count{what=\"observe\"} 2",
                        "twinproxy_call_seconds_sum{what=\"observe\"} 0.5",
                        "twinproxy_call_failures_total{what=\"observe\"} 1.0",
                        "twinproxy_loop_late_seconds_bucket{le=\"0.005\"} 1");
    }

    @Test
    void wordsWithIdsInThemCannotMakeSeriesWithoutEnd() {
        for (int i = 0; i < 10 * Metrics.CALLS_MAX; i++) {
            metrics.called("cache-a", "detach eni-" + i, Duration.ofMillis(1), true);
        }
        List<String> counts = lines().stream()
                .filter(line -> line.startsWith("twinproxy_call_seconds_count"))
                .toList();
        assertThat(counts)
                .hasSize(Metrics.CALLS_MAX + 1)
                .contains("twinproxy_call_seconds_count{what=\"other\"} " + 9 * Metrics.CALLS_MAX);
    }

    @Test
    void everyMetricSaysWhatItMeansAndBearsTheProgramsName() {
        registry.scrape().forEach(snapshot -> {
            assertThat(snapshot.getMetadata().getName()).startsWith("twinproxy_");
            assertThat(snapshot.getMetadata().getHelp()).endsWith(".");
        });
    }

    private List<String> lines() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
