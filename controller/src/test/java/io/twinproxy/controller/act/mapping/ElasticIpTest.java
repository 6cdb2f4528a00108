package io.twinproxy.controller.act.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.act.aws.AwsWorld;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.emulator.core.Action;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An Elastic IP that is led from host to host. */
class ElasticIpTest extends MappingContract {
    @Override
    protected MappingCalls calls(HostInterfaces interfaces) {
        return new ElasticIpCalls(world.clients.ec2(), AwsWorld.ALLOCATION, interfaces);
    }

    @Override
    protected Action leads() {
        return Action.ASSOCIATE_ADDRESS;
    }

    @Override
    protected void leadNowhere() {
        world.server.with(c -> {
            String association = c.describeAddresses(List.of(AwsWorld.ALLOCATION), false)
                    .get(0)
                    .associationId()
                    .orElseThrow();
            c.disassociateAddress(association, false);
            return c;
        });
    }

    @Test
    void itLeavesItsZoneToo() {
        arrive(AwsWorld.FAR, step -> step);
        assertThat(world.reached(c -> c.elasticHolder(AwsWorld.ALLOCATION))).contains("i-0f");
    }

    @Test
    void nothingIsConfiguredOnAHost() {
        assertThat(endpoint.observe().interfaceAddress()).isEmpty();
        assertThat(endpoint.observe().interfaceMac()).isEmpty();
    }

    @Test
    void aWrongAllocationIsUnreadableAndBarsEverything() {
        HostInterfaces interfaces = new HostInterfaces(world.clients.ec2(), 0);
        MappingCalls wrong = new ElasticIpCalls(world.clients.ec2(), "eipalloc-0123456789abcdef0", interfaces);
        MappingEndpoint other = new MappingEndpoint(wrong, interfaces, Duration.ofSeconds(3), System::nanoTime);
        Placement placement = other.observe().placement(hosts(), Optional.empty());
        assertThat(placement.kind()).isEqualTo(Placement.Kind.UNKNOWN);
        assertThat(other.preflight(hosts()).general())
                .anyMatch(s -> s.contains("eipalloc-0123456789abcdef0") && s.contains("no such Elastic IP"));
    }

    @Test
    void aMissingPermissionIsFoundByTheDryRun() {
        world.settings("denied-actions", "AssociateAddress");
        assertThat(endpoint.preflight(hosts()).against("proxy-b"))
                .anyMatch(s -> s.contains("ec2:AssociateAddress is not allowed"));
    }
}
