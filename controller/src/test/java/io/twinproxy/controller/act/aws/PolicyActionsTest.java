package io.twinproxy.controller.act.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.FirstLooks;
import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.aws.call.AwsAction;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.settings.SettingsException;
import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.JournalEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The list that the Terraform module's policies are held against is what the controller really asks of the cloud for
 * each kind, on good days and on bad ones. {@code -Drewrite=true} writes it; a person reads the diff.
 */
@Tag("once")
class PolicyActionsTest {
    private static final Path FILE =
            Path.of("..", "terraform", "actions.json").toAbsolutePath().normalize();
    private static final String ENI = "kind: eni, network-interface: " + AwsWorld.ENI + ", force-after: 10s";

    @Test
    void theListSaysWhatTheControllerCalls() throws IOException {
        SortedMap<String, NavigableSet<String>> called = new TreeMap<>();
        called.put("eni", calls(ENI));
        called.put("eni-with-fallback", calls(ENI + ", fallback: {ip: 10.0.1.60, subnet: subnet-0a}"));
        called.put("secondary-ip", calls("kind: secondary-ip, ip: 10.0.1.50, subnet: subnet-0a"));
        called.put("elastic-ip", calls("kind: elastic-ip, allocation: eipalloc-0a"));
        called.put("route", calls("kind: route, ip: 192.0.2.10, route-tables: [rtb-0a, rtb-0b]"));
        called.put("target-group", calls("kind: target-group, target-group: '%s'"));
        called.put("target-group-gate", calls("kind: target-group-gate, target-group: '%s'"));
        called.put("classic-elb", calls("kind: classic-elb, load-balancer: classic-a"));
        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(FILE, json(called));
        }
        assertThat(Files.readString(FILE))
                .as("terraform/actions.json differs from what is called; run with -Drewrite=true and read the diff")
                .isEqualTo(json(called));
        NavigableSet<String> all = new TreeSet<>();
        called.values().forEach(all::addAll);
        assertThat(Arrays.stream(AwsAction.values()).map(AwsAction::iam))
                .as("what errors are told by, and what is called")
                .containsExactlyInAnyOrderElementsOf(all);
    }

    private static NavigableSet<String> calls(String endpoint) {
        NavigableSet<String> called = new TreeSet<>();
        AtomicBoolean listening = new AtomicBoolean(true);
        try (AwsWorld world = new AwsWorld()) {
            PairSpec spec = PairSpec.parse(
                    "{pair: cache-a, endpoint: {" + endpoint.replace("%s", world.group) + "}}", "pair.yml");
            world.server.with(c -> {
                c.journal()
                        .listen(entry ->
                                action(entry).filter(action -> listening.get()).ifPresent(called::add));
                return c;
            });
            // From here on everything that a controller asks for is heard, what it asks for at its start included.
            world.registered("i-0a");
            AwsEndpoints endpoints = AwsEndpoints.of(world.clients, System::nanoTime);
            assertThat(FirstLooks.at(endpoints, List.of(spec))).isEmpty();
            Endpoint first = endpoints.of("cache-a", spec.endpoint());
            assertThat(first.preflight(List.of(AwsWorld.A, AwsWorld.B)).general())
                    .isEmpty();
            // A leader that has just begun has learnt nothing yet.
            Endpoint next = AwsEndpoints.of(world.clients, System::nanoTime).of("cache-a", spec.endpoint());
            led(world, next, AwsWorld.B);
            listening.set(false);
            meddle(world);
            listening.set(true);
            led(world, next, AwsWorld.B);
            led(world, next, AwsWorld.A);
            stick(world);
            for (int waited : new int[] {0, 10, 20}) {
                stepped(next, AwsWorld.B, Duration.ofSeconds(waited));
            }
        } catch (SettingsException e) {
            throw new AssertionError(e);
        }
        return called;
    }

    private static Optional<String> action(JournalEntry entry) {
        boolean call = entry.kind() == JournalEntry.Kind.CALL || entry.kind() == JournalEntry.Kind.REFUSED;
        return Arrays.stream(Action.values())
                .filter(a -> call && a.apiName().equals(entry.subject()))
                .findFirst()
                .map(a -> (a.service() == Action.Service.EC2 ? "ec2:" : "elasticloadbalancing:") + a.apiName());
    }

    /** Someone sets the interface to die with its instance, and deletes a route. */
    private static void meddle(AwsWorld world) {
        world.server.with(c -> {
            c.describeNetworkInterfaces(AwsWorld.ENI)
                    .get(0)
                    .attachment()
                    .ifPresent(a -> c.modifyNetworkInterfaceAttribute(AwsWorld.ENI, a.attachmentId(), true, false));
            c.deleteRoute("rtb-0b", AwsWorld.ROUTED + "/32", false);
            return c;
        });
    }

    private static void stick(AwsWorld world) {
        world.server.with(c -> {
            c.faults().stickDetach(AwsWorld.ENI);
            return c;
        });
        world.settings("forced-detach-delay", "60m");
    }

    /** Only where it goes is healthy: a gate has its load balancer choose by that. */
    private static void led(AwsWorld world, Endpoint endpoint, Target to) {
        List.of("i-0a", "i-0b").forEach(i -> world.up(i, to.instance().equals(Optional.of(i))));
        await().pollInterval(Duration.ofMillis(10))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    Next next = endpoint.observe().next(to, Duration.ZERO);
                    next.step()
                            .ifPresent(step ->
                                    assertThat(endpoint.run(step).sentence()).isNotBlank());
                    return next.kind() == Next.Kind.ARRIVED;
                });
    }

    private static void stepped(Endpoint endpoint, Target to, Duration waited) {
        endpoint.observe()
                .next(to, waited)
                .step()
                .ifPresent(step -> assertThat(endpoint.run(step).sentence()).isNotBlank());
    }

    private static String json(SortedMap<String, NavigableSet<String>> called) {
        return called.entrySet().stream()
                .map(e -> "  \"" + e.getKey() + "\": [\n"
                        + e.getValue().stream().map(a -> "    \"" + a + "\"").collect(Collectors.joining(",\n"))
                        + "\n  ]")
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }
}
