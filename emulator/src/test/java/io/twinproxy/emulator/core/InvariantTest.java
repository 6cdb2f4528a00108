package io.twinproxy.emulator.core;

import static io.twinproxy.emulator.core.VirtualWorld.ELSEWHERE;
import static io.twinproxy.emulator.core.VirtualWorld.ENI;
import static io.twinproxy.emulator.core.VirtualWorld.FIRST;
import static io.twinproxy.emulator.core.VirtualWorld.SECOND;
import static io.twinproxy.emulator.core.VirtualWorld.SPARE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is called in whatever order, an interface has one holder at most. */
class InvariantTest {
    private static final List<String> INSTANCES = List.of(FIRST, SECOND, ELSEWHERE);
    private static final List<String> INTERFACES = List.of(ENI, SPARE);

    @ParameterizedTest
    @ValueSource(strings = {"false", "true"})
    void noSequenceOfCallsGivesAnInterfaceTwoHolders(String detachingCarries) {
        int holders = 0;
        for (long seed = 0; seed < 300; seed++) {
            holders += run(seed, detachingCarries);
        }
        assertThat(holders).as("the calls did something").isGreaterThan(300);
    }

    private static int run(long seed, String detachingCarries) {
        EmulatorSettings settings =
                EmulatorSettings.ec2().with("throttling", "false", "detaching-carries", detachingCarries);
        VirtualWorld world = new VirtualWorld(settings, seed);
        TreeMap<String, String> told = new TreeMap<>();
        world.cloud.listen(new CloudListener() {
            @Override
            public void holderChanged(String eni, Optional<String> instance) {
                assertThat(told.containsKey(eni) && instance.isPresent())
                        .as("seed %d: %s goes to %s while %s has it", seed, eni, instance, told.get(eni))
                        .isFalse();
                instance.ifPresentOrElse(i -> told.put(eni, i), () -> told.remove(eni));
            }
        });
        SplittableRandom random = new SplittableRandom(seed);
        int holders = 0;
        for (int step = 0; step < 120; step++) {
            VirtualWorld.code(() -> call(world, random));
            world.pass(Duration.ofMillis(random.nextInt(8000)));
            for (String eni : INTERFACES) {
                List<String> seeing = INSTANCES.stream()
                        .filter(i -> world.cloud.guestInterfaces(i).stream()
                                .anyMatch(g -> g.networkInterfaceId().equals(eni)))
                        .toList();
                assertThat(seeing).as("seed %d step %d", seed, step).hasSizeLessThanOrEqualTo(1);
                assertThat(world.cloud.holder(eni)).isEqualTo(Optional.ofNullable(told.get(eni)));
                holders += seeing.size();
            }
        }
        return holders;
    }

    private static void call(VirtualWorld world, SplittableRandom random) {
        Cloud cloud = world.cloud;
        String eni = INTERFACES.get(random.nextInt(INTERFACES.size()));
        String instance = INSTANCES.get(random.nextInt(INSTANCES.size()));
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3, 4 -> cloud.attachNetworkInterface(eni, instance, 1);
            case 5, 6, 7 -> attachments(cloud, eni).forEach(id -> cloud.detachNetworkInterface(id, false));
            case 8 -> attachments(cloud, eni).forEach(id -> cloud.detachNetworkInterface(id, true));
            case 9 -> cloud.stopInstances(List.of(instance), false);
            case 10 -> cloud.startInstances(List.of(instance), false);
            default ->
                attachments(cloud, eni)
                        .forEach(id -> cloud.later(
                                Duration.ofMillis(random.nextInt(20_000)),
                                () -> cloud.detachNetworkInterface(id, false)));
        }
    }

    private static Stream<String> attachments(Cloud cloud, String eni) {
        return cloud.describeNetworkInterfaces(eni).get(0).attachment().stream()
                .map(NetworkInterface.Attachment::attachmentId);
    }
}
