package io.twinproxy.proxy.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterTest {
    private static Cluster parse(String text) throws NonsenseException {
        return Cluster.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "12\nnode-b.x|10.0.0.2|11211 node-a.x|10.0.0.1|11211\n",
                "12\r\nnode-a.x||11211 node-b.x||11211  \r\n",
                "12\nnode-a.x|::1|11211  node-b.x|10.0.0.2|11211\n\r\n",
            })
    void readsNodesInTheOrderOfTheirNamesWhateverTheLineEnds(String text) throws NonsenseException {
        Cluster cluster = parse(text);
        assertThat(cluster.version()).isEqualTo(12);
        assertThat(cluster.nodes()).containsExactly(new Node("node-a.x", 11211), new Node("node-b.x", 11211));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "12",
                "twelve\na|1.2.3.4|1",
                "12\na|1.2.3.4|0",
                "12\na|1.2.3.4|65536",
                "12\na|1.2.3.4",
                "12\n|1.2.3.4|11211",
                "12\na b|1.2.3.4|11211",
                "12\na|1.2.3.4|11211 a|1.2.3.5|11211",
                "12\na|1.2.3.4|11211\nmore",
                "99999999999999999999\na|1.2.3.4|11211",
            })
    void whatIsNoClusterIsNonsense(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(NonsenseException.class);
    }

    @Test
    void aClusterOfTooManyNodesIsNonsense() {
        String nodes = IntStream.rangeClosed(0, Cluster.NODES_MAX)
                .mapToObj(i -> "n" + i + "||11211")
                .collect(Collectors.joining(" "));
        assertThatThrownBy(() -> parse("1\n" + nodes)).hasMessageContaining("more than 1000");
    }
}
