package io.twinproxy.proxy.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FollowingTest {
    private final Following following = new Following();

    private static Cluster cluster(long version, String... hosts) {
        return new Cluster(version, nodes(hosts));
    }

    private static List<Node> nodes(String... hosts) {
        return Stream.of(hosts).map(host -> new Node(host, 11211)).toList();
    }

    @Test
    void takesTheFirstAnswerAndEveryNewerOne() {
        assertThat(following.heard(cluster(3, "a"))).contains(nodes("a"));
        assertThat(following.heard(cluster(3, "a"))).isEmpty();
        assertThat(following.heard(cluster(4, "a", "b"))).contains(nodes("a", "b"));
        assertThat(following.heard(cluster(6, "b"))).contains(nodes("b"));
    }

    @Test
    void aNodeThatLagsBehindChangesNothing() {
        following.heard(cluster(4, "a", "b"));
        assertThat(following.heard(cluster(3, "a"))).isEmpty();
        assertThat(following.doubted()).isPresent();
        assertThat(following.heard(cluster(4, "a", "b"))).isEmpty();
        assertThat(following.doubted()).isEmpty();
        for (int i = 1; i < Following.CONFIRMATIONS; i++) {
            assertThat(following.heard(cluster(3, "a"))).isEmpty();
        }
        assertThat(following.heard(cluster(5, "c"))).contains(nodes("c"));
    }

    @Test
    void theSameNodesUnderAnOlderVersionDoNotTakeItBack() {
        following.heard(cluster(4, "a", "b"));
        following.heard(cluster(2, "a", "b"));
        assertThat(following.heard(cluster(3, "a"))).isEmpty();
    }

    @Test
    void aClusterMadeAnewIsBelievedOnceItsAnswersGoOn() {
        following.heard(cluster(9, "a", "b"));
        for (int i = 1; i < Following.CONFIRMATIONS; i++) {
            assertThat(following.heard(cluster(1, "c"))).isEmpty();
        }
        assertThat(following.heard(cluster(1, "c"))).contains(nodes("c"));
        assertThat(following.heard(cluster(2, "c", "d"))).contains(nodes("c", "d"));
    }

    @Test
    void answersThatDifferAmongThemselvesConfirmNothing() {
        following.heard(cluster(9, "a"));
        for (int i = 0; i < 3 * Following.CONFIRMATIONS; i++) {
            assertThat(following.heard(cluster(1, i % 2 == 0 ? "c" : "d"))).isEmpty();
        }
    }
}
