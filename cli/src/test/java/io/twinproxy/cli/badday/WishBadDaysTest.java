package io.twinproxy.cli.badday;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.record.Answer;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Event;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Switchover;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What operators ask for, and who asked. */
class WishBadDaysTest extends BadDays {
    @Test
    void anOperatorsSwitchoverIsNotUndoneByFailback() throws Exception {
        stage.pair("back", "failback: back-a\ntimings: {hold-down: 1s}\n");
        awaitReady("back");
        switchover("back", "back-b");
        told("back", 810);
        stage.lead(stage.complete());
        told("back", 810);
        assertThat(stage.moves("back")).hasSize(1);
        stage.hosts("back").get(1).stopServing();
        awaitMoved("back", "back-a");
    }

    @Test
    void aWishMetByAPauseIsRefusedAndDoesNotRunAtTheResume() throws Exception {
        awaitReady(well);
        PairRecords records = stage.store().read(well);
        Request ann = new Request("ann@desk", "practice", System.currentTimeMillis());
        Intent both = Intent.NONE
                .withSwitchover(new Switchover("w1", Optional.of(well + "-b"), true, false, ann))
                .withPaused(Optional.of(new Request("bob@desk", "racks", System.currentTimeMillis())));
        stage.store().putIntent(well, both, records.intent().version());
        await().atMost(SOON)
                .until(() -> stage.store()
                        .read(well)
                        .assignment()
                        .value()
                        .flatMap(Assignment::answered)
                        .filter(a -> a.result() == Answer.Result.REFUSED
                                && a.sentence().contains("paused by bob@desk: racks"))
                        .isPresent());
        Stage.Run refused = stage.run("switchover " + well + " --reason x --yes");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.all()).contains("paused by bob@desk (racks); resume it first: twinproxy resume " + well);
        assertThat(stage.run("resume " + well + " --reason done --yes --wait").code())
                .isZero();
        awaitReady(well);
        untouched(well, stage.holder(stage.eni(well)).orElseThrow());
    }

    @Test
    void aForcedFailoverToADrainedHostIsRefused() throws Exception {
        awaitReady(well);
        assertThat(stage.run("drain " + well + " " + well + "-b --reason disks --yes")
                        .code())
                .isZero();
        told(well, 900, "standby " + well + "-b: it is drained: by ann@desk: disks");
        Stage.Run refused = stage.run("failover " + well + " --to " + well + "-b --reason x --yes");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.all()).contains("undrain it first: twinproxy undrain " + well + " " + well + "-b");
        untouched(well, stage.holder(stage.eni(well)).orElseThrow());
    }

    @Test
    void whoAppliedAPairStandsInItsHistoryOnceWhoeverLeads() throws Exception {
        awaitReady(well);
        Path file = Files.writeString(
                directory.resolve("well.yml"),
                "pair: " + well + "\nendpoint: " + stage.endpoint(stage.eni(well)) + "\ntimings: {hold-down: 90s}\n");
        assertThat(stage.run("pair apply --reason slower --yes --wait -f", file.toString())
                        .code())
                .isZero();
        await().atMost(SOON).until(() -> declared().size() == 2);
        Event changed = declared().get(1);
        assertThat(changed.request().map(Request::by)).contains("ann@desk");
        assertThat(changed.request().map(Request::reason)).contains("slower");
        assertThat(stage.run("pair show " + well).out()).contains("Applied by ann@desk", "slower");
        assertThat(stage.run("history " + well).out()).contains("declared", "ann@desk: slower");
        stage.lead(stage.complete());
        awaitReady(well);
        assertThat(declared()).hasSize(2);
    }
}
