package io.twinproxy.cli.badday;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the cloud, or what the hosts are, does not allow. */
@Tag("once")
class CloudBadDaysTest extends BadDays {
    @Test
    void whatTheCloudWouldRefuseIsToldAndBarsOnlyItsOwnPair() throws Exception {
        String a = stage.instance(Stage.NEAR);
        List<Host> far = stage.pair("far", a, stage.instance(Stage.FAR), "");
        String full = stage.instance(Stage.NEAR);
        stage.occupy(full);
        List<Host> taken = stage.pair("taken", stage.instance(Stage.NEAR), full, "");
        stage.join("lost", "lost-a", stage.instance(Stage.NEAR));
        stage.join("lost", "lost-b", stage.instance(Stage.NEAR));
        stage.declare("lost", "{kind: eni, network-interface: eni-0dead}", "");

        told("far", 900, "standby far-b: instance i-0", "in zone us-east-1b", "an interface does not leave its zone");
        told(
                "taken",
                900,
                "standby taken-b: device index 1 of " + full + " is taken by eni-0f",
                "another device-index");
        told("lost", 150, "eni-0dead: ", "there is no such network interface in this region");

        far.get(0).stopServing();
        taken.get(0).stopServing();
        told("far", 640, "does not leave its zone");
        told("taken", 640, "is taken by");
        untouched("far", a);
        untouched("taken", stage.holder(stage.eni("taken")).orElseThrow());
        assertThat(stage.moves("lost")).isEmpty();
        thePairBesideItFailsOver();
    }

    @Test
    void whatTheHostsSayIsToldAndBarsOnlyTheirOwnPair() throws Exception {
        List<Host> pools = stage.pair("pools", "");
        pools.get(1).pools("d2");
        String alone = stage.instance(Stage.NEAR);
        String eni = stage.attached("alone", alone);
        stage.join("alone", "alone-a", alone);
        stage.declare("alone", stage.endpoint(eni), "");

        told(
                "pools",
                900,
                "standby pools-b: its pools differ from the active's (d2, not d1)",
                "the hosts place keys differently: pools digest {pools-a=d1, pools-b=d2}");
        told("alone", 900, "the pair has one host, alone-a");

        String holder = stage.holder(stage.eni("pools")).orElseThrow();
        stage.hosts("alone").get(0).stopServing();
        pools.get(0).stopServing();
        told("pools", 640, "its pools differ");
        untouched("pools", holder);
        untouched("alone", alone);
        thePairBesideItFailsOver();
    }

    @Test
    void aMissingPermissionIsToldAndSeenAsSoonAsAHostChangesAfterItWasGiven() throws Exception {
        stage.settings("denied-actions", "AttachNetworkInterface");
        try {
            List<Host> hosts = stage.pair("denied", "");
            String holder = stage.holder(stage.eni("denied")).orElseThrow();
            told(
                    "denied",
                    900,
                    "preflight: denied-b: ec2:AttachNetworkInterface is not allowed",
                    "allow it on the network interface and on both instances");
            hosts.get(0).stopServing();
            told("denied", 640, "ec2:AttachNetworkInterface is not allowed");
            untouched("denied", holder);
            hosts.get(0).serveAgain();
            stage.settings("denied-actions", "");
            hosts.get(1).instance(stage.instance(Stage.NEAR));
            awaitReady("denied");
        } finally {
            stage.settings("denied-actions", "");
        }
    }

    @Test
    void aHostThatJoinsLateIsCheckedAtOnce() throws Exception {
        List<Host> hosts = stage.pair("late", "");
        awaitReady("late");
        hosts.get(1).instance(stage.instance(Stage.FAR));
        told("late", 900, "standby late-b: instance i-0", "an interface does not leave its zone");
        hosts.get(1).instance(stage.instance(Stage.NEAR));
        awaitReady("late");
    }

    @Test
    void aControllerWithoutARegionSaysSoAndMovesWhatIsNotOnAws() throws Exception {
        Path holder = Files.writeString(directory.resolve("holder"), "cmd-a\n");
        stage.join("cmd", "cmd-a", stage.instance(Stage.NEAR));
        stage.join("cmd", "cmd-b", stage.instance(Stage.NEAR));
        stage.declare(
                "cmd",
                "{kind: command, observe: [cat, '" + holder + "'], move: [sh, -c, 'echo $TWINPROXY_HOST > " + holder
                        + "']}",
                "");
        try {
            stage.lead(stage.withoutRegion());
            told(well, 150, "does not know its AWS region", "set aws.region in its controller.yml");
            stage.hosts(well).get(0).stopServing();
            awaitReady("cmd");
            switchover("cmd", "cmd-b");
            untouched(well, stage.holder(stage.eni(well)).orElseThrow());
        } finally {
            stage.lead(stage.complete());
        }
    }
}
