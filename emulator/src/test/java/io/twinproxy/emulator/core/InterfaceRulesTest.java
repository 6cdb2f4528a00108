package io.twinproxy.emulator.core;

import static io.twinproxy.emulator.core.Grade.ASSUMED;
import static io.twinproxy.emulator.core.Grade.DOCUMENTED;
import static io.twinproxy.emulator.core.Grade.REPORTED;
import static io.twinproxy.emulator.core.VirtualWorld.ELSEWHERE;
import static io.twinproxy.emulator.core.VirtualWorld.ENI;
import static io.twinproxy.emulator.core.VirtualWorld.FIRST;
import static io.twinproxy.emulator.core.VirtualWorld.SECOND;
import static io.twinproxy.emulator.core.VirtualWorld.SPARE;
import static io.twinproxy.emulator.core.VirtualWorld.code;
import static io.twinproxy.emulator.core.VirtualWorld.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.emulator.core.NetworkInterface.AttachmentStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What an interface does when it is attached and detached. */
class InterfaceRulesTest {
    private final VirtualWorld world = new VirtualWorld(plain());
    private final Cloud cloud = world.cloud;

    @Test
    @Rule(number = 1, grade = DOCUMENTED)
    void attachAnswersAtOnceWithANewIdAndIsAttachedLater() {
        String id = cloud.attachNetworkInterface(ENI, FIRST, 1).attachmentId();
        assertThat(world.attachmentStatus()).contains(AttachmentStatus.ATTACHING);
        world.pass(Duration.ofMillis(1999));
        assertThat(world.attachmentStatus()).contains(AttachmentStatus.ATTACHING);
        world.pass(Duration.ofMillis(1));
        assertThat(world.attachmentStatus()).contains(AttachmentStatus.ATTACHED);
        assertThat(world.read().attachment().orElseThrow().attachmentId()).isEqualTo(id);
    }

    @Test
    @Rule(number = 2, grade = DOCUMENTED)
    void detachAnswersAtOnceAndTheAttachmentVanishesLater() {
        String id = world.attached(FIRST);
        cloud.detachNetworkInterface(id, false);
        assertThat(world.attachmentStatus()).contains(AttachmentStatus.DETACHING);
        world.pass(Duration.ofMillis(3999));
        assertThat(world.attachmentStatus()).contains(AttachmentStatus.DETACHING);
        world.pass(Duration.ofMillis(1));
        assertThat(world.attachmentStatus()).isEmpty();
        assertThat(world.read().status()).isEqualTo("available");
    }

    @Test
    @Rule(number = 2, grade = ASSUMED)
    void detachMayNeverFinish() {
        String id = world.attached(FIRST);
        cloud.faults().stickDetach(ENI);
        cloud.detachNetworkInterface(id, false);
        world.seconds(100_000);
        assertThat(world.attachmentStatus()).contains(AttachmentStatus.DETACHING);
    }

    @Test
    @Rule(number = 3, grade = ASSUMED)
    void bothStatusesAreSeenInBothPhases() {
        Set<String> seen = new TreeSet<>();
        for (long seed = 0; seed < 20; seed++) {
            VirtualWorld each = new VirtualWorld(plain().with("phase-status", "seeded"), seed);
            String id = each.cloud.attachNetworkInterface(ENI, FIRST, 1).attachmentId();
            seen.add("up " + each.read().status());
            each.seconds(3);
            assertThat(each.read().status()).isEqualTo("in-use");
            each.cloud.detachNetworkInterface(id, false);
            seen.add("down " + each.read().status());
        }
        assertThat(seen).containsExactly("down detaching", "down in-use", "up attaching", "up in-use");
    }

    @Test
    @Rule(number = 4, grade = DOCUMENTED)
    void attachOfAnInterfaceInAnyPhaseOfUseIsRefused() {
        String id = cloud.attachNetworkInterface(ENI, FIRST, 1).attachmentId();
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, SECOND, 1))).isEqualTo("InvalidNetworkInterface.InUse");
        world.seconds(3);
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, SECOND, 1))).isEqualTo("InvalidNetworkInterface.InUse");
        cloud.detachNetworkInterface(id, false);
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, SECOND, 1))).isEqualTo("InvalidNetworkInterface.InUse");
        world.seconds(4);
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, SECOND, 1))).isEqualTo("success");
    }

    @Test
    @Rule(number = 5, grade = DOCUMENTED)
    void eitherDocumentedCodeMayComeForAnInterfaceInUse() {
        VirtualWorld seeded = new VirtualWorld(plain().with("in-use-error", "seeded"));
        seeded.attached(FIRST);
        Set<String> codes = new TreeSet<>();
        for (int i = 0; i < 30; i++) {
            codes.add(code(() -> seeded.cloud.attachNetworkInterface(ENI, SECOND, 1)));
        }
        assertThat(codes).containsExactly("InvalidNetworkInterface.InUse", "InvalidParameterValue");
    }

    @Test
    @Rule(number = 6, grade = DOCUMENTED)
    void occupiedIndexIsRefusedUntilTheDetachIsOver() {
        String id = world.attached(FIRST);
        assertThat(code(() -> cloud.attachNetworkInterface(SPARE, FIRST, 1))).isEqualTo("InvalidParameterValue");
        cloud.detachNetworkInterface(id, false);
        assertThat(code(() -> cloud.attachNetworkInterface(SPARE, FIRST, 1))).isEqualTo("InvalidParameterValue");
        world.seconds(4);
        assertThat(code(() -> cloud.attachNetworkInterface(SPARE, FIRST, 1))).isEqualTo("success");
    }

    @Test
    @Rule(number = 7, grade = DOCUMENTED)
    void instanceInAnotherZoneIsRefused() {
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, ELSEWHERE, 1))).isEqualTo("InvalidParameterValue");
        assertThat(world.attachmentStatus()).isEmpty();
    }

    @Test
    @Rule(number = 8, grade = DOCUMENTED)
    void moreThanTheTypeAllowsIsRefusedAndInFlightCounts() {
        cloud.attachNetworkInterface(ENI, FIRST, 1);
        assertThat(code(() -> cloud.attachNetworkInterface(SPARE, FIRST, 2))).isEqualTo("AttachmentLimitExceeded");
    }

    @Test
    @Rule(number = 9, grade = DOCUMENTED)
    void oldAttachmentIdNeverBecomesValidAgain() {
        String old = world.attached(FIRST);
        cloud.detachNetworkInterface(old, false);
        world.seconds(4);
        assertThat(code(() -> cloud.detachNetworkInterface(old, false))).isEqualTo("InvalidAttachmentID.NotFound");
        String again = world.attached(FIRST);
        assertThat(again).isNotEqualTo(old);
        assertThat(code(() -> cloud.detachNetworkInterface(old, true))).isEqualTo("InvalidAttachmentID.NotFound");
        assertThat(world.attachmentStatus()).contains(AttachmentStatus.ATTACHED);
    }

    @Test
    @Rule(number = 10, grade = ASSUMED)
    void secondDetachAnswersAsSet() {
        cloud.detachNetworkInterface(world.attached(FIRST), false);
        String id = world.read().attachment().orElseThrow().attachmentId();
        assertThat(code(() -> cloud.detachNetworkInterface(id, false))).isEqualTo("IncorrectState");
        cloud.settings(cloud.settings().with("second-detach", "success"));
        assertThat(code(() -> cloud.detachNetworkInterface(id, false))).isEqualTo("success");
        world.seconds(4);
        assertThat(world.attachmentStatus()).isEmpty();
    }

    @Test
    @Rule(number = 11, grade = DOCUMENTED)
    void primaryInterfaceCannotBeDetached() {
        world.attached(FIRST);
        String primary = cloud.describeInstances(FIRST)
                .get(0)
                .networkInterfaces()
                .get(0)
                .attachment()
                .orElseThrow()
                .attachmentId();
        assertThat(code(() -> cloud.detachNetworkInterface(primary, true))).isEqualTo("OperationNotPermitted");
    }

    @Test
    @Rule(number = 12, grade = ASSUMED)
    void repeatingTheSameAttachIsRefused() {
        world.attached(FIRST);
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, FIRST, 1))).isEqualTo("InvalidNetworkInterface.InUse");
    }

    @Test
    @Rule(number = 13, grade = DOCUMENTED)
    void omittedNetworkCardIsZeroUnlessTheTypeHasSeveralAndTheSettingRefusesIt() {
        assertThat(cloud.attachNetworkInterface(ENI, FIRST, 1, OptionalInt.empty(), false)
                        .networkCardIndex())
                .isZero();
        cloud.setup()
                .instance(
                        "i-0ffffffffffffffff",
                        "subnet-0aaaaaaaaaaaaaaaa",
                        "10.0.1.20",
                        "p4d.24xlarge",
                        InstanceState.RUNNING,
                        Tags.NONE);
        cloud.settings(cloud.settings().with("multi-card-rejection", "true"));
        assertThat(code(() ->
                        cloud.attachNetworkInterface(SPARE, "i-0ffffffffffffffff", 1, OptionalInt.empty(), false)))
                .isEqualTo("InvalidParameterValue");
        assertThat(code(() -> cloud.attachNetworkInterface(SPARE, "i-0ffffffffffffffff", 1, OptionalInt.of(0), false)))
                .isEqualTo("success");
    }

    @Test
    @Rule(number = 14, grade = DOCUMENTED)
    void stoppedInstanceAcceptsAnAttachAndHoldsOnceItRuns() {
        cloud.stopInstances(List.of(FIRST), false);
        world.seconds(3);
        world.attached(FIRST);
        assertThat(world.attachmentStatus()).contains(AttachmentStatus.ATTACHED);
        assertThat(cloud.holder(ENI)).isEmpty();
        cloud.startInstances(List.of(FIRST), false);
        world.seconds(3);
        assertThat(cloud.holder(ENI)).contains(FIRST);
    }

    @Test
    @Rule(number = 14, grade = ASSUMED)
    void endingInstanceRefusesAnAttachWithTheCodeThatIsSet() {
        cloud.terminateInstances(List.of(FIRST), false);
        List<String> codes = new ArrayList<>();
        for (String choice : List.of("incorrect-instance-state", "incorrect-state", "not-found")) {
            cloud.settings(cloud.settings().with("not-attachable", choice));
            codes.add(code(() -> cloud.attachNetworkInterface(ENI, FIRST, 1)));
        }
        assertThat(codes).containsExactly("IncorrectInstanceState", "IncorrectState", "InvalidInstanceID.NotFound");
    }

    @Test
    @Rule(number = 15, grade = DOCUMENTED)
    void terminateReleasesTheInterfaceAfterADelay() {
        world.attached(FIRST);
        cloud.terminateInstances(List.of(FIRST), false);
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, SECOND, 1))).isEqualTo("InvalidNetworkInterface.InUse");
        world.seconds(10);
        assertThat(world.read().status()).isEqualTo("available");
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, SECOND, 1))).isEqualTo("success");
    }

    @Test
    @Rule(number = 15, grade = DOCUMENTED)
    void terminateDeletesAnInterfaceMarkedForIt() {
        String id = world.attached(FIRST);
        cloud.modifyNetworkInterfaceAttribute(ENI, id, true, false);
        cloud.terminateInstances(List.of(FIRST), false);
        world.seconds(10);
        assertThat(code(world::read)).isEqualTo("InvalidNetworkInterfaceID.NotFound");
    }

    @Test
    @Rule(number = 16, grade = DOCUMENTED)
    void deleteOnTerminationBelongsToTheAttachment() {
        String id = world.attached(FIRST);
        assertThat(world.read().attachment().orElseThrow().deleteOnTermination())
                .isFalse();
        cloud.modifyNetworkInterfaceAttribute(ENI, id, true, false);
        assertThat(world.read().attachment().orElseThrow().deleteOnTermination())
                .isTrue();
        cloud.detachNetworkInterface(id, false);
        world.seconds(4);
        world.attached(SECOND);
        assertThat(world.read().attachment().orElseThrow().deleteOnTermination())
                .isFalse();
    }

    @Test
    @Rule(number = 17, grade = ASSUMED)
    void forceEndsAStuckDetach() {
        String id = world.attached(FIRST);
        cloud.faults().stickDetach(ENI);
        cloud.detachNetworkInterface(id, false);
        world.seconds(1000);
        cloud.detachNetworkInterface(id, true);
        world.seconds(1);
        assertThat(world.read().status()).isEqualTo("available");
    }

    @Test
    @Rule(number = 17, grade = DOCUMENTED)
    void forceLeavesAGhostThatRefusesOtherInterfacesUntilStopAndStart() {
        cloud.detachNetworkInterface(world.attached(FIRST), true);
        world.seconds(1);
        assertThat(code(() -> cloud.attachNetworkInterface(SPARE, FIRST, 1))).isEqualTo("InvalidParameterValue");
        assertThat(cloud.metadataInterfaces(FIRST))
                .extracting(GuestInterface::networkInterfaceId)
                .contains(ENI);
        assertThat(cloud.guestInterfaces(FIRST))
                .extracting(GuestInterface::networkInterfaceId)
                .doesNotContain(ENI);
        cloud.stopInstances(List.of(FIRST), false);
        world.seconds(3);
        assertThat(cloud.metadataInterfaces(FIRST)).isEmpty();
        assertThat(code(() -> cloud.attachNetworkInterface(SPARE, FIRST, 1))).isEqualTo("success");
    }

    @Test
    @Rule(number = 18, grade = DOCUMENTED)
    void addressMacAndSourceCheckTravel() {
        cloud.modifySourceDestCheck(ENI, false, false);
        NetworkInterface before = world.read();
        cloud.detachNetworkInterface(world.attached(FIRST), false);
        world.seconds(4);
        world.attached(SECOND);
        NetworkInterface after = world.read();
        assertThat(after.macAddress()).isEqualTo(before.macAddress());
        assertThat(after.privateIpAddress()).isEqualTo("10.0.1.100");
        assertThat(after.sourceDestCheck()).isFalse();
        assertThat(after.securityGroups()).isEqualTo(before.securityGroups());
    }

    @Test
    @Rule(number = 19, grade = REPORTED)
    void guestSeesTheDeviceLaterThanTheApiSaysAttached() {
        cloud.attachNetworkInterface(ENI, FIRST, 1);
        world.seconds(2);
        assertThat(world.attachmentStatus()).contains(AttachmentStatus.ATTACHED);
        assertThat(cloud.holder(ENI)).isEmpty();
        assertThat(cloud.guestInterfaces(FIRST)).hasSize(1);
        world.seconds(1);
        assertThat(cloud.holder(ENI)).contains(FIRST);
        assertThat(cloud.guestInterfaces(FIRST)).hasSize(2);
    }

    @Test
    @Rule(number = 19, grade = REPORTED)
    void guestMayNeverSeeTheDevice() {
        cloud.settings(cloud.settings().with("guest-delay", "never"));
        world.attached(FIRST);
        world.seconds(10_000);
        assertThat(world.attachmentStatus()).contains(AttachmentStatus.ATTACHED);
        assertThat(cloud.holder(ENI)).isEmpty();
    }

    @Test
    @Rule(number = 20, grade = DOCUMENTED)
    void dryRunSaysWhetherItIsAllowedAndChangesNothing() {
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, FIRST, 1, OptionalInt.of(0), true)))
                .isEqualTo("DryRunOperation");
        assertThat(world.attachmentStatus()).isEmpty();
        cloud.settings(cloud.settings().with("denied-actions", "AttachNetworkInterface"));
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, FIRST, 1, OptionalInt.of(0), true)))
                .isEqualTo("UnauthorizedOperation");
    }

    @Test
    @Rule(number = 20, grade = ASSUMED)
    void dryRunChecksStateIfSetTo() {
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, ELSEWHERE, 1, OptionalInt.of(0), true)))
                .isEqualTo("DryRunOperation");
        cloud.settings(cloud.settings().with("dry-run-validates-state", "true"));
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, ELSEWHERE, 1, OptionalInt.of(0), true)))
                .isEqualTo("InvalidParameterValue");
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, FIRST, 1, OptionalInt.of(0), true)))
                .isEqualTo("DryRunOperation");
    }

    @Test
    @Rule(number = 21, grade = DOCUMENTED)
    void malformedAndUnknownIdsAreToldApart() {
        assertThat(code(() -> world.read("eni-nonsense"))).isEqualTo("InvalidNetworkInterfaceId.Malformed");
        assertThat(code(() -> world.read("eni-01234567"))).isEqualTo("InvalidNetworkInterfaceID.NotFound");
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, "host-a", 1))).isEqualTo("InvalidInstanceID.Malformed");
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, "i-01234567", 1)))
                .isEqualTo("InvalidInstanceID.NotFound");
        assertThat(code(() -> cloud.detachNetworkInterface("eni-1", false)))
                .isEqualTo("InvalidNetworkInterfaceAttachmentId.Malformed");
        assertThat(code(() -> cloud.detachNetworkInterface("eni-attach-01234567", false)))
                .isEqualTo("InvalidAttachmentID.NotFound");
    }

    @Test
    @Rule(number = 22, grade = DOCUMENTED)
    void justCreatedInterfaceIsNotFoundForAWhile() {
        cloud.settings(cloud.settings().with("create-visible-delay", "500ms"));
        String id = cloud.createNetworkInterface(
                        "subnet-0aaaaaaaaaaaaaaaa", Optional.empty(), "", List.of(), Tags.NONE, false)
                .networkInterfaceId();
        assertThat(code(() -> world.read(id))).isEqualTo("InvalidNetworkInterfaceID.NotFound");
        assertThat(code(() -> cloud.attachNetworkInterface(id, FIRST, 1)))
                .isEqualTo("InvalidNetworkInterfaceID.NotFound");
        world.pass(Duration.ofMillis(500));
        assertThat(world.read(id).status()).isEqualTo("available");
    }

    @Test
    @Rule(number = 23, grade = DOCUMENTED)
    void filtersSelectAndAnUnknownOneIsAnError() {
        String id = world.attached(FIRST);
        assertThat(found(Filter.of("attachment.instance-id", FIRST), Filter.of("attachment.device-index", "1")))
                .containsExactly(ENI);
        assertThat(found(Filter.of("attachment.attachment-id", id))).containsExactly(ENI);
        assertThat(found(Filter.of("attachment.status", "attached")))
                .contains(ENI)
                .doesNotContain(SPARE);
        assertThat(found(Filter.of("status", "available"))).containsExactly(SPARE);
        assertThat(found(Filter.of("private-ip-address", "10.0.1.10?"))).containsExactly(ENI, SPARE);
        assertThat(found(Filter.of("private-ip-address", "10.0.1.9*"))).isEmpty();
        assertThat(code(() -> found(Filter.of("colour", "red")))).isEqualTo("InvalidParameterValue");
    }

    private List<String> found(Filter... filters) {
        return cloud.describeNetworkInterfaces(List.of(), List.of(filters), false, false).stream()
                .map(NetworkInterface::networkInterfaceId)
                .toList();
    }

    @Test
    @Rule(number = 24, grade = ASSUMED)
    void checksGoFromPermissionToSyntaxToExistenceToStateToLimits() {
        cloud.settings(cloud.settings().with("denied-actions", "AttachNetworkInterface"));
        assertThat(code(() -> cloud.attachNetworkInterface("eni-nonsense", ELSEWHERE, 1)))
                .isEqualTo("UnauthorizedOperation");
        cloud.settings(cloud.settings().with("denied-actions", ""));
        assertThat(code(() -> cloud.attachNetworkInterface("eni-nonsense", ELSEWHERE, 1)))
                .isEqualTo("InvalidNetworkInterfaceId.Malformed");
        world.attached(FIRST);
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, "i-01234567", 1)))
                .isEqualTo("InvalidInstanceID.NotFound");
        assertThat(code(() -> cloud.attachNetworkInterface(ENI, FIRST, 1))).isEqualTo("InvalidNetworkInterface.InUse");
        assertThat(code(() -> cloud.attachNetworkInterface(SPARE, FIRST, 1))).isEqualTo("InvalidParameterValue");
        assertThat(code(() -> cloud.attachNetworkInterface(SPARE, FIRST, 2))).isEqualTo("AttachmentLimitExceeded");
    }

    @Test
    void saysWhenItChangesNext() {
        cloud.attachNetworkInterface(ENI, FIRST, 1);
        assertThat(cloud.nextChangeNanos()).hasValue(world.nanos + 2_000_000_000L);
        world.seconds(2);
        assertThat(cloud.nextChangeNanos()).hasValue(world.nanos + 1_000_000_000L);
        world.seconds(1);
        assertThat(cloud.nextChangeNanos()).isEmpty();
    }

    @Test
    void losesItsHolderWhenDetachBeginsAndHasTheNewOneBeforeTheAnswerIfNothingIsDelayed() {
        VirtualWorld fast = new VirtualWorld(EmulatorSettings.fast());
        String id = fast.cloud.attachNetworkInterface(ENI, FIRST, 1).attachmentId();
        assertThat(fast.events).containsExactly("holder " + ENI + " " + FIRST);
        fast.cloud.detachNetworkInterface(id, false);
        fast.cloud.attachNetworkInterface(ENI, SECOND, 1);
        assertThat(fast.events)
                .containsExactly(
                        "holder " + ENI + " " + FIRST, "holder " + ENI + " nobody", "holder " + ENI + " " + SECOND);
    }
}
