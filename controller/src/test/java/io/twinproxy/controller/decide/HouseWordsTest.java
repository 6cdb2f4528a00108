package io.twinproxy.controller.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One word per thing: what operators read uses the house's words and no others for the same things. */
class HouseWordsTest {
    /** Each with the word to use instead. A health is not a state and a reading is a situation; those are free. */
    private static final Pattern BANNED = Pattern.compile(
            "\\b(nodes?|clusters?|masters?|slaves?|primary|secondary|VIPs?|replicas?|upstreams?|locks?|tokens?|jobs?|tasks?)\\b",
            Pattern.CASE_INSENSITIVE);

    @ParameterizedTest
    @EnumSource(Situation.class)
    void everySituationUsesTheHousesWords(Situation situation) {
        assertThat(bannedIn(situation.title())).isEmpty();
        assertThat(bannedIn(situation.meaning())).isEmpty();
        assertThat(bannedIn(situation.advice())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Situation.class)
    void everySituationIsToldInSentences(Situation situation) {
        assertThat(situation.meaning()).matches("[A-Z].*\\.");
        assertThat(situation.advice()).matches("[A-Z].*\\.");
        assertThat(situation.title()).matches("[a-z].*[^.]").hasSizeLessThan(80);
    }

    @Test
    void theDocumentOfDecisionsUsesTheHousesWords() throws IOException {
        assertThat(bannedIn(Files.readString(DecisionsDocumentTest.document()))).isEmpty();
    }

    @Test
    void findsAWordThatIsNotTheHouses() {
        assertThat(bannedIn("The primary node of this Cluster has the VIP."))
                .containsExactly("primary", "node", "Cluster", "VIP");
        assertThat(bannedIn("an unlocked notebook, mastered")).isEmpty();
    }

    private static List<String> bannedIn(String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = BANNED.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
