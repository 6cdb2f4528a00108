package io.twinproxy.controller.act.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.aws.AwsWorld;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.emulator.core.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An address outside of the network, routed to one host or the other by two tables. */
class RouteTest extends MappingContract {
    @Override
    protected MappingCalls calls(HostInterfaces interfaces) {
        return new RouteCalls(world.clients.ec2(), AwsWorld.ROUTED, AwsWorld.TABLES, interfaces);
    }

    @Override
    protected Action leads() {
        return Action.REPLACE_ROUTE;
    }

    @Override
    protected void leadNowhere() {
        AwsWorld.TABLES.forEach(this::deleted);
    }

    private void deleted(String table) {
        world.server.with(c -> {
            c.deleteRoute(table, AwsWorld.ROUTED + "/32", false);
            return c;
        });
    }

    @Test
    void aMoveChangesOneTableAfterAnotherAndMakesWhatIsMissing() {
        deleted("rtb-0b");
        List<String> steps = new ArrayList<>();
        move(AwsWorld.B, step -> {
            steps.add(step.sentence());
            return step;
        });
        assertThat(steps).containsExactly("lead 192.0.2.10 in rtb-0a to i-0b", "lead 192.0.2.10 in rtb-0b to i-0b");
        for (String table : AwsWorld.TABLES) {
            assertThat(world.reached(c -> c.routeHolder(table, AwsWorld.ROUTED + "/32")))
                    .contains("i-0b");
        }
    }

    @Test
    void tablesThatDisagreeLeaveItWithNobody() {
        assertThat(endpoint.run(step()).kind()).isEqualTo(Outcome.Kind.DONE);
        Placement placement = placement();
        assertThat(placement.kind()).isEqualTo(Placement.Kind.NONE);
        assertThat(placement.sentence()).contains("i-0b in rtb-0a", "i-0a in rtb-0b");
        move(AwsWorld.A);
    }

    @Test
    void itLeavesItsZoneToo() {
        arrive(AwsWorld.FAR, step -> step);
        for (String table : AwsWorld.TABLES) {
            assertThat(world.reached(c -> c.routeHolder(table, AwsWorld.ROUTED + "/32")))
                    .contains("i-0f");
        }
    }

    @Test
    void aHostThatChecksDestinationsIsBarred() {
        world.server.with(c -> {
            c.modifySourceDestCheck(world.own("i-0b"), true, false);
            return c;
        });
        assertThat(endpoint.preflight(hosts()).against("proxy-b"))
                .anyMatch(s -> s.contains("source/destination check") && s.contains(world.own("i-0b")));
        assertThat(endpoint.preflight(hosts()).against("proxy-a")).isEmpty();
    }

    @Test
    void aWrongTableIsUnreadableAndBarsEverything() {
        HostInterfaces interfaces = new HostInterfaces(world.clients.ec2(), 0);
        MappingCalls wrong = new RouteCalls(
                world.clients.ec2(), AwsWorld.ROUTED, List.of("rtb-0a", "rtb-0123456789abcdef0"), interfaces);
        MappingEndpoint other = new MappingEndpoint(wrong, interfaces, Duration.ofSeconds(3), System::nanoTime);
        assertThat(other.observe().placement(hosts(), Optional.empty()).kind()).isEqualTo(Placement.Kind.UNKNOWN);
        assertThat(other.preflight(hosts()).general()).anyMatch(s -> s.contains("no such route table"));
    }

    @Test
    void aMissingPermissionIsFoundByTheDryRunOfTheCallThatTheTableNeeds() {
        world.settings("denied-actions", "ReplaceRoute");
        assertThat(endpoint.preflight(hosts()).general()).anyMatch(s -> s.contains("ec2:ReplaceRoute is not allowed"));
        world.settings("denied-actions", "CreateRoute");
        assertThat(endpoint.preflight(hosts()).sentences()).isEmpty();
        deleted("rtb-0b");
        assertThat(endpoint.preflight(hosts()).general()).anyMatch(s -> s.contains("ec2:CreateRoute is not allowed"));
        world.settings("denied-actions", "");
        assertThat(endpoint.preflight(hosts()).sentences()).isEmpty();
    }

    @Test
    void whatADryRunSaysOfTheRouteSaysThatTheCallIsAllowed() {
        world.settings("dry-run-validates-state", "true");
        for (int i = 0; i < 10; i++) {
            assertThat(endpoint.preflight(hosts()).sentences()).isEmpty();
            deleted("rtb-0b");
            // As seen before the route went, and after: each dry run is then of the call that does not fit.
            world.settings("stale-chance", "0.5", "stale-max", "1s");
            assertThat(endpoint.preflight(hosts()).general()).isEmpty();
            world.settings("stale-chance", "0");
            move(AwsWorld.A);
            assertThat(endpoint.preflight(hosts()).sentences()).isEmpty();
        }
    }

    @Test
    void itsInterfaceIsToldOnceItIsLearnt() {
        endpoint = fresh();
        assertThat(endpoint.observe().interfaceMac()).isEmpty();
        endpoint.preflight(hosts());
        assertThat(endpoint.observe().interfaceMac()).contains(mac("i-0a"));
        endpoint.run(step());
        assertThat(endpoint.observe().interfaceMac()).as("the tables disagree").isEmpty();
        move(AwsWorld.B);
        assertThat(endpoint.observe().interfaceMac()).contains(mac("i-0b"));
    }

    private String mac(String instance) {
        return world.server.with(
                c -> c.describeNetworkInterfaces(world.own(instance)).get(0).macAddress());
    }
}
