package io.twinproxy.controller.act.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.aws.AwsWorld;
import io.twinproxy.emulator.core.Action;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A secondary private address that is led from host to host. */
class SecondaryIpTest extends MappingContract {
    @Override
    protected MappingCalls calls(HostInterfaces interfaces) {
        return new SecondaryIpCalls(world.clients.ec2(), AwsWorld.IP, AwsWorld.SUBNET);
    }

    @Override
    protected Action leads() {
        return Action.ASSIGN_PRIVATE_IP_ADDRESSES;
    }

    @Override
    protected void leadNowhere() {
        world.server.with(c -> {
            c.unassignPrivateIpAddresses(world.own("i-0a"), List.of(AwsWorld.IP));
            return c;
        });
    }

    @Test
    void agentsAreToldTheAddressAndWhoseInterfaceHasIt() {
        assertThat(endpoint.observe().interfaceAddress()).contains(AwsWorld.IP);
        String before = endpoint.observe().interfaceMac().orElseThrow();
        move(AwsWorld.B);
        assertThat(endpoint.observe().interfaceMac().orElseThrow()).isNotEqualTo(before);
    }

    @Test
    void anAddressDoesNotLeaveItsSubnet() {
        assertThat(endpoint.preflight(List.of(AwsWorld.A, AwsWorld.FAR)).against("proxy-f"))
                .anyMatch(s -> s.contains("subnet-0b") && s.contains(AwsWorld.SUBNET) && s.contains("another kind"));
    }

    @Test
    void anInterfaceThatIsFullIsBarredBeforeItIsNeeded() {
        world.server.with(c -> c.assignPrivateIpAddresses(world.own("i-0b"), List.of("10.0.1.70", "10.0.1.71"), false));
        assertThat(endpoint.preflight(hosts()).against("proxy-b"))
                .anyMatch(s -> s.contains("has 3 addresses") && s.contains("small"));
        assertThat(endpoint.preflight(hosts()).against("proxy-a")).isEmpty();
        assertThat(endpoint.run(step()).sentence()).contains("as many addresses as the instance's type allows");
    }

    @Test
    void howManyAddressesFitIsOnlyAWarningToWhomIsNotAllowedToAsk() {
        world.settings("denied-actions", "DescribeInstanceTypes");
        assertThat(endpoint.preflight(hosts()).against("proxy-b")).isEmpty();
        assertThat(endpoint.preflight(hosts()).warnings()).anyMatch(s -> s.contains("ec2:DescribeInstanceTypes"));
    }

    @Test
    void aPrimaryAddressIsNeverMoved() {
        HostInterfaces interfaces = new HostInterfaces(world.clients.ec2(), 0);
        MappingCalls primary = new SecondaryIpCalls(world.clients.ec2(), "10.0.1.10", AwsWorld.SUBNET);
        MappingEndpoint wrong = new MappingEndpoint(primary, interfaces, Duration.ofSeconds(3), System::nanoTime);
        Next next = wrong.observe().next(AwsWorld.B, Duration.ZERO);
        assertThat(next.kind()).isEqualTo(Next.Kind.STUCK);
        assertThat(next.sentence()).contains("primary address", "secondary");
        assertThat(wrong.preflight(hosts()).general()).anyMatch(s -> s.contains("primary address"));
    }
}
