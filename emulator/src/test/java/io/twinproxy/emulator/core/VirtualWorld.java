package io.twinproxy.emulator.core;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.twinproxy.emulator.core.NetworkInterface.AttachmentStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Two instances in one zone, one in another, an interface to move and a group, on a clock that stands until moved. */
final class VirtualWorld {
    static final String FIRST = "i-0aaaaaaaaaaaaaaaa";
    static final String SECOND = "i-0bbbbbbbbbbbbbbbb";
    static final String ELSEWHERE = "i-0cccccccccccccccc";
    static final String ENI = "eni-0dddddddddddddddd";
    static final String SPARE = "eni-0eeeeeeeeeeeeeeee";

    long nanos = 1_000_000_000L;
    final Cloud cloud;
    final List<String> events = new ArrayList<>();

    VirtualWorld(EmulatorSettings settings) {
        this(settings, 1);
    }

    VirtualWorld(EmulatorSettings settings, long seed) {
        cloud = new Cloud(() -> nanos, seed, settings);
        cloud.setup()
                .subnet("subnet-0aaaaaaaaaaaaaaaa", "us-east-1a", "10.0.1.0/24")
                .subnet("subnet-0bbbbbbbbbbbbbbbb", "us-east-1b", "10.0.2.0/24")
                .instance(FIRST, "subnet-0aaaaaaaaaaaaaaaa", "10.0.1.10")
                .instance(SECOND, "subnet-0aaaaaaaaaaaaaaaa", "10.0.1.11")
                .instance(ELSEWHERE, "subnet-0bbbbbbbbbbbbbbbb", "10.0.2.12")
                .networkInterface(ENI, "subnet-0aaaaaaaaaaaaaaaa", "10.0.1.100")
                .networkInterface(SPARE, "subnet-0aaaaaaaaaaaaaaaa", "10.0.1.101");
        cloud.listen(new CloudListener() {
            @Override
            public void holderChanged(String eni, Optional<String> instance) {
                events.add("holder " + eni + " " + instance.orElse("nobody"));
            }

            @Override
            public void connectionsReset(String group, TargetId target) {
                events.add("reset " + target);
            }
        });
    }

    /** Settings with delays that are easy to count: attach 2 s, detach 4 s, forced 1 s, guest 1 s. */
    static EmulatorSettings plain() {
        return EmulatorSettings.fast()
                .with(
                        "attach-delay", "2s",
                        "detach-delay", "4s",
                        "forced-detach-delay", "1s",
                        "guest-delay", "1s",
                        "release-delay", "10s",
                        "stop-delay", "3s",
                        "start-delay", "3s",
                        "terminate-delay", "3s",
                        "in-use-error", "in-use",
                        "phase-status", "phase");
    }

    VirtualWorld pass(Duration time) {
        nanos += time.toNanos();
        cloud.settle();
        return this;
    }

    VirtualWorld seconds(long seconds) {
        return pass(Duration.ofSeconds(seconds));
    }

    NetworkInterface read() {
        return read(ENI);
    }

    NetworkInterface read(String eni) {
        return cloud.describeNetworkInterfaces(eni).get(0);
    }

    /** Where the attachment is, or nothing when the interface is detached. */
    Optional<AttachmentStatus> attachmentStatus() {
        return read().attachment().map(NetworkInterface.Attachment::status);
    }

    /** Attaches and waits until the interface is usable. */
    String attached(String instance) {
        String id = cloud.attachNetworkInterface(ENI, instance, 1).attachmentId();
        seconds(3);
        return id;
    }

    static String code(ThrowingCallable call) {
        CloudError error = catchThrowableOfType(CloudError.class, call);
        return error == null ? "success" : error.code();
    }
}
