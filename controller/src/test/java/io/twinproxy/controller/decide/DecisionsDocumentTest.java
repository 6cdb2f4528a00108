package io.twinproxy.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The document of decisions says what the enum says. {@code -Drewrite=true} writes the table; a person reads the diff. */
class DecisionsDocumentTest {
    private static final String BEGIN = "<!-- situations: written from the enum Situation -->\n";
    private static final String END = "<!-- /situations -->\n";

    /** Tests run in the module's directory; the documents lie beside it. */
    static Path document() {
        return Path.of("..", "docs", "decisions.md").toAbsolutePath().normalize();
    }

    @Test
    void theDocumentSaysWhatTheEnumSays() throws IOException {
        String text = Files.readString(document());
        assertThat(text).contains(BEGIN, END);
        String before = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
        String after = text.substring(text.indexOf(END));
        String expected = before + "\n" + table() + "\n" + after;
        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(document(), expected);
        }
        assertThat(Files.readString(document()))
                .as("docs/decisions.md differs from Situation; run this test with -Drewrite=true and read the diff")
                .isEqualTo(expected);
    }

    @Test
    void theDocumentNamesTheNumbersTheCodeUses() throws IOException {
        String text = Files.readString(document());
        assertThat(text)
                .contains("more than " + FleetBrake.FEW + " pairs")
                .contains("for " + Failover.BRAKE.toSeconds() + " seconds");
        for (Health health : Health.values()) {
            assertThat(text).contains("**" + health + "**");
        }
        for (Action action : Action.values()) {
            assertThat(text).contains("**" + action.name().toLowerCase(Locale.ROOT) + "**");
        }
    }

    @Test
    void numbersGrowInTheOrderOfPrecedenceAndAreFoundAgain() {
        int last = 0;
        for (Situation situation : Situation.values()) {
            assertThat(situation.number()).isGreaterThan(last);
            last = situation.number();
            assertThat(Situation.of(last)).contains(situation);
        }
        assertThat(Situation.of(1)).isEmpty();
    }

    private static String table() {
        return Stream.of(Situation.values())
                .map(s -> "| " + s.number() + " | " + s.title() + " | "
                        + s.action().name().toLowerCase(Locale.ROOT) + " | " + s.meaning() + " | " + s.advice()
                        + " |\n")
                .collect(Collectors.joining(
                        "",
                        "| # | situation | action | why | what you can do |\n| ---: | --- | --- | --- | --- |\n",
                        ""));
    }
}
