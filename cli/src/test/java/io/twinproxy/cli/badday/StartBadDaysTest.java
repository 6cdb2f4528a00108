package io.twinproxy.cli.badday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.twinproxy.coordination.NameTakenException;
import io.twinproxy.coordination.Presence;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Intent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Wrong files, names taken, nobody who leads. */
class StartBadDaysTest extends BadDays {
    @Test
    void filesThatAreWrongStartNothingAndEveryProblemIsToldAtOnce() throws Exception {
        Path agent = Files.writeString(
                directory.resolve("agent.yml"), "pair: cache a\nhots: proxy-a\nproxy: nutcracker.yml\n");
        Path controller = Files.writeString(
                directory.resolve("wrong.yml"), "zookeeper: zk\nsession: 4s\naws: {call-timeout: 3s, regoin: x}\n");
        Path pair = Files.writeString(directory.resolve("pair.yml"), """
                pair: cache-a
                endpoint: {kind: eni, network-interface: e-1}
                timings: {heartbeat: 2s, late-after: 1s}
                """);
        refusesToStart("agent -c", agent, "pair: is 'cache a'", "hots: is not a known key; did you mean 'host'?");
        refusesToStart(
                "controller -c",
                controller,
                "zookeeper: is 'zk'",
                "aws.regoin: is not a known key; did you mean 'region'?",
                "aws.call-timeout: is 3s; it must be less than 60 % of session");
        refusesToStart("pair apply -f", pair, "endpoint.network-interface: is 'e-1'", "timings.late-after");
        Path broken = Files.writeString(directory.resolve("broken.yml"), "pair: [\n");
        Path missing = directory.resolve("missing.yml");
        for (String verb : List.of("agent -c", "controller -c", "pair apply -f")) {
            refusesToStart(verb, broken, "is not YAML: ");
            refusesToStart(verb, missing, "no such file");
        }
        assertThat(stage.store().pairs()).containsExactly(well);
    }

    @Test
    void aSecondControllerOfTheSameNameIsRefusedAndTheFirstLeadsOn() throws Exception {
        awaitReady(well);
        Path file = Files.writeString(
                directory.resolve("same.yml"), Stage.controllerFile("controller-1", stage.complete()));
        Stage.Run second = stage.run("controller -c", file.toString());
        assertThat(second.code()).isEqualTo(4);
        assertThat(second.err()).contains("another controller goes by the name 'controller-1'; each needs its own");
        thePairBesideItFailsOver();
    }

    @Test
    void aHostNameUsedTwiceIsRefusedToTheSecond() throws Exception {
        awaitReady(well);
        Heartbeat first =
                stage.store().read(well).hosts().get(well + "-a").value().orElseThrow();
        try (io.twinproxy.coordination.Store other = stage.connect();
                Presence second = other.join(well, well + "-a")) {
            assertThatThrownBy(() -> second.beat(first))
                    .isInstanceOf(NameTakenException.class)
                    .hasMessageContaining(well + "-a");
        }
        thePairBesideItFailsOver();
    }

    @Test
    void withoutALeaderNothingIsAskedAndWithoutZooKeeperThatIsSaid() throws Exception {
        awaitReady(well);
        stage.stopLeading();
        try {
            Stage.Run status = stage.run("status");
            assertThat(status.code()).isEqualTo(3);
            assertThat(status.all()).contains("No controller leads").contains(well);
            Stage.Run asked = stage.run("switchover " + well + " --reason x --yes");
            assertThat(asked.code()).isEqualTo(3);
            assertThat(stage.run("check " + well).all()).contains("no controller leads");
            assertThat(stage.store().read(well).intent().value().flatMap(Intent::switchover))
                    .isEmpty();
            stage.hosts(well).get(0).stopServing();
            untouched(well, stage.holder(stage.eni(well)).orElseThrow());
        } finally {
            stage.lead(stage.complete());
        }
        awaitMoved(well, well + "-b");
        Stage.Run nobody = Stage.runAt("127.0.0.1:1", "status");
        assertThat(nobody.code()).isEqualTo(3);
        assertThat(nobody.err()).contains("ZooKeeper does not answer at 127.0.0.1:1", "--zookeeper");
    }

    private static void refusesToStart(String verb, Path file, String... problems) {
        Stage.Run run = stage.run(verb, file.toString());
        assertThat(run.code()).as(run.all()).isEqualTo(2);
        assertThat(run.err()).contains(problems).contains(file.getFileName().toString());
    }
}
