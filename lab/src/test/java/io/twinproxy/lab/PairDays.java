package io.twinproxy.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.record.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bad days of a pair, with real processes that are really killed. One site serves them all; each day begins with
 * whatever the last one killed started again, and the pair healthy.
 */
abstract class PairDays {
    /** How long "nothing moves" is looked at: detecting, deciding and moving take half of it together. */
    private static final Duration STILL = Duration.ofSeconds(1);

    @TempDir
    static Path directory;

    static Site site;

    @RegisterExtension
    static final Telling TELLING = new Telling(PairDays::told);

    @BeforeAll
    static void start() throws IOException {
        site = new Site(directory);
    }

    @AfterAll
    static void end() {
        if (site != null) {
            site.close();
        }
    }

    @BeforeEach
    void mend() throws IOException {
        site.startMissing();
        site.awaitHealthy();
    }

    static ConditionFactory within() {
        return await().atMost(Site.WITHIN)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptionsMatching(e -> e instanceof IOException || e instanceof UnavailableException);
    }

    /** The cloud has seen no move since, and sees none for a while. */
    static void nothingMoves(SiteHost active, int moves) {
        await().pollDelay(STILL).atMost(STILL.plusSeconds(5)).untilAsserted(() -> {
            assertThat(site.cloud().moves()).as(PairDays::told).isEqualTo(moves);
            assertThat(site.cloud().holder()).as(PairDays::told).contains(active.instance());
        });
    }

    private static String told() {
        try {
            StringBuilder told =
                    new StringBuilder(site.twinproxy("history", Site.PAIR).out());
            for (String name : site.programs()) {
                told.append("\n--- ")
                        .append(name)
                        .append('\n')
                        .append(site.program(name).lastSaid());
            }
            return told.toString();
        } catch (IOException e) {
            return "no history: " + e.getMessage();
        }
    }

    static int situation() throws UnavailableException {
        return site.reading().map(Reading::situation).orElse(0);
    }
}
