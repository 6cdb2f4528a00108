package io.twinproxy.controller.act.eni;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.act.eni.EniState.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.ec2.model.NetworkInterface;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;

class EniReadingTest {
    private static final EniSpec SPEC = new EniSpec("eni-1", 1, Duration.ofSeconds(10));

    @ParameterizedTest
    @CsvSource({
        "available,  '',        UNATTACHED",
        "available,  detached,  UNATTACHED",
        "in-use,     '',        DETACHING",
        "in-use,     detached,  DETACHING",
        "attaching,  '',        ATTACHING",
        "attaching,  attaching, ATTACHING",
        "in-use,     attaching, ATTACHING",
        "available,  attaching, ATTACHING",
        "attaching,  attached,  ATTACHING",
        "in-use,     attached,  ATTACHED",
        "associated, attached,  ATTACHED",
        "in-use,     detaching, DETACHING",
        "detaching,  detaching, DETACHING",
        "detaching,  attached,  DETACHING",
        "detaching,  '',        DETACHING",
        "available,  detaching, DETACHING",
        "available,  attached,  UNREADABLE",
        "pending,    attached,  UNREADABLE",
        "pending,    '',        UNREADABLE",
        "in-use,     busy,      UNREADABLE",
        "'',         '',        UNREADABLE",
    })
    void believesWhicheverStatusSaysItIsOnItsWay(String status, String attachment, Phase phase) {
        assertThat(EniReading.phase(status, attachment).orElse(Phase.UNREADABLE))
                .isEqualTo(phase);
        NetworkInterface.Builder answer = NetworkInterface.builder().status(status);
        if (!attachment.isEmpty()) {
            answer.attachment(NetworkInterfaceAttachment.builder()
                    .attachmentId("at-1")
                    .instanceId("i-a")
                    .deviceIndex(1)
                    .status(attachment)
                    .build());
        }
        EniState state = EniReading.of(SPEC, answer.build());
        assertThat(state.phase()).isEqualTo(phase);
        for (Duration waited : List.of(Duration.ZERO, Duration.ofHours(1))) {
            assertThat(state.next(
                            new io.twinproxy.controller.act.Target("b", Optional.of("i-b"), Optional.empty()), waited))
                    .isNotNull();
        }
    }

    @Test
    void takesOverEverythingTheAnswerSays() {
        EniState state = EniReading.of(
                SPEC,
                NetworkInterface.builder()
                        .status("in-use")
                        .macAddress("02:aa")
                        .privateIpAddress("10.0.0.9")
                        .privateIpAddresses(Stream.of("10.0.0.9", "10.0.0.10")
                                .map(ip -> NetworkInterfacePrivateIpAddress.builder()
                                        .privateIpAddress(ip)
                                        .build())
                                .toList())
                        .availabilityZone("z1")
                        .attachment(a -> a.attachmentId("at-1")
                                .instanceId("i-a")
                                .deviceIndex(2)
                                .deleteOnTermination(true)
                                .status("attached"))
                        .build());
        assertThat(state)
                .isEqualTo(new EniState(
                        SPEC,
                        Phase.ATTACHED,
                        Optional.of(new Attachment("at-1", Optional.of("i-a"), 2, true)),
                        Optional.of("02:aa"),
                        Optional.of("10.0.0.9"),
                        List.of("10.0.0.9", "10.0.0.10"),
                        Optional.of("z1"),
                        ""));
    }

    @Test
    void anAnswerThatSaysNothingIsUnreadableAndSaysSo() {
        EniState state = EniReading.of(SPEC, NetworkInterface.builder().build());
        assertThat(state.phase()).isEqualTo(Phase.UNREADABLE);
        assertThat(state.unreadable()).contains("eni-1");
    }
}
