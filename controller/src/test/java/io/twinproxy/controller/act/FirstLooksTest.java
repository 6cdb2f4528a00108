package io.twinproxy.controller.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.act.aws.AwsEndpoints;
import io.twinproxy.controller.act.aws.AwsWorld;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstLooksTest {
    private static PairSpec pair(String name, String endpoint) throws SettingsException {
        return PairSpec.parse("{pair: " + name + ", endpoint: {" + endpoint + "}}", "pair.yml");
    }

    @Test
    void looksOnceAtEachKindAndRunsNoCommand() throws SettingsException {
        List<String> looked = new ArrayList<>();
        Endpoints noting = (name, spec) -> {
            looked.add(name);
            return new NoEndpoint("no cloud");
        };
        List<PairSpec> declared = List.of(
                pair("a", "kind: eni, network-interface: eni-0a"),
                pair("b", "kind: eni, network-interface: eni-0b"),
                pair("c", "kind: command, observe: [look], move: [move]"),
                pair("d", "kind: classic-elb, load-balancer: d"));
        assertThat(FirstLooks.at(noting, declared)).containsExactly("a: no cloud", "d: no cloud");
        assertThat(looked).containsExactly("a", "d");
    }

    @Test
    void whatAnswersIsNotWorthALine() throws SettingsException {
        try (AwsWorld world = new AwsWorld()) {
            Endpoints endpoints = AwsEndpoints.of(world.clients, System::nanoTime);
            List<PairSpec> declared = List.of(pair("a", "kind: eni, network-interface: " + AwsWorld.ENI));
            assertThat(FirstLooks.at(endpoints, declared)).isEmpty();
            world.settings("outage", "true");
            assertThat(FirstLooks.at(endpoints, declared)).hasSize(1);
        }
    }
}
