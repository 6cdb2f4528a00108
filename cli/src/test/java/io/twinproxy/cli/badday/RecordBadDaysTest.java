package io.twinproxy.cli.badday;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.coordination.record.Assignment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records that are no records, or go away. */
@Tag("once")
class RecordBadDaysTest extends BadDays {
    @Test
    void bytesThatAreNoRecordHoldTheirOwnPairOnly() throws Exception {
        for (String record : List.of("spec", "assignment", "intent", "hosts")) {
            stage.pair("c-" + record, "");
            awaitReady("c-" + record);
        }
        stage.run("pause c-intent --reason x --yes");
        stage.corrupt("pairs/c-spec/spec");
        stage.corrupt("pairs/c-assignment/assignment");
        stage.corrupt("pairs/c-intent/intent");
        stage.corrupt("pairs/c-hosts/hosts/c-hosts-b");
        for (String record : List.of("spec", "assignment", "intent")) {
            told("c-" + record, 100, "the " + record + " cannot be read: ");
        }
        told("c-hosts", 900, "standby c-hosts-b: its heartbeat cannot be read: ");

        for (String pair : List.of("c-spec", "c-assignment")) {
            stage.hosts(pair).get(0).stopServing();
        }
        untouched("c-spec", stage.holder(stage.eni("c-spec")).orElseThrow());
        untouched("c-assignment", stage.holder(stage.eni("c-assignment")).orElseThrow());
        thePairBesideItFailsOver();

        Path file = Files.writeString(
                directory.resolve("c-spec.yml"),
                "pair: c-spec\nendpoint: " + stage.endpoint(stage.eni("c-spec")) + "\n");
        Stage.Run mended = stage.run("pair apply --reason mended --yes -f", file.toString());
        assertThat(mended.code()).as(mended.all()).isZero();
        awaitMoved("c-spec", "c-spec-b");
    }

    /** As the document of failure modes says to do. */
    @Test
    void aCorruptAssignmentThatIsDeletedByHandIsMadeAnew() throws Exception {
        awaitReady(well);
        stage.corrupt("pairs/" + well + "/assignment");
        told(well, 100, "the assignment cannot be read: ");
        stage.delete("pairs/" + well + "/assignment");
        awaitReady(well);
        assertThat(stage.store().read(well).assignment().value().flatMap(Assignment::active))
                .contains(well + "-a");
        assertThat(stage.moves(well)).isEmpty();
        thePairBesideItFailsOver();
    }

    /** Faster than the watch may tell the two apart. */
    @Test
    void aPairDeletedAndDeclaredAnewBeginsAnew() throws Exception {
        thePairBesideItFailsOver();
        String file = Files.writeString(
                        directory.resolve("anew.yml"),
                        "pair: " + well + "\nendpoint: " + stage.endpoint(stage.eni(well)) + "\n")
                .toString();
        assertThat(stage.run("pair delete " + well + " --reason gone --yes").code())
                .isZero();
        assertThat(stage.run("pair apply -f", file).code()).isZero();
        stage.hosts(well).get(0).serveAgain();
        awaitReady(well);
        assertThat(stage.store().read(well).assignment().value().flatMap(Assignment::active))
                .contains(well + "-b");
        assertThat(declared()).hasSize(1);
    }
}
