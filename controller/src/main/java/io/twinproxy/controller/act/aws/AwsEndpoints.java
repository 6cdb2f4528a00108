package io.twinproxy.controller.act.aws;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.Endpoints;
import io.twinproxy.controller.act.NoEndpoint;
import io.twinproxy.controller.act.command.CommandEndpoint;
import io.twinproxy.controller.act.eni.EniEndpoint;
import io.twinproxy.controller.act.eni.EniSpec;
import io.twinproxy.controller.act.ladder.LadderEndpoint;
import io.twinproxy.controller.act.mapping.ElasticIpCalls;
import io.twinproxy.controller.act.mapping.HostInterfaces;
import io.twinproxy.controller.act.mapping.MappingCalls;
import io.twinproxy.controller.act.mapping.MappingEndpoint;
import io.twinproxy.controller.act.mapping.RouteCalls;
import io.twinproxy.controller.act.mapping.SecondaryIpCalls;
import io.twinproxy.controller.act.targets.GateEndpoint;
import io.twinproxy.controller.act.targets.TargetGroupEndpoint;
import io.twinproxy.coordination.record.EndpointKind;
import io.twinproxy.coordination.record.EndpointSpec;
import io.twinproxy.coordination.record.Mapping;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/**
 * Every kind of endpoint, on three clients that all pairs share. Without clients only {@code command} endpoints work, and
 * any other is unreadable with a sentence that says so.
 */
public final class AwsEndpoints implements Endpoints {
    private static final String NO_AWS =
            "this controller does not know its AWS region, so it cannot ask: set aws.region in its controller.yml and start it"
                    + " again; only endpoints of kind command can do without";

    private final Optional<Clients> clients;
    private final Duration callTimeout;
    private final LongSupplier nanos;

    private record Clients(Ec2Client ec2, ElasticLoadBalancingV2Client elb, ElasticLoadBalancingClient classic) {}

    private AwsEndpoints(Optional<Clients> clients, Duration callTimeout, LongSupplier nanos) {
        this.clients = clients;
        this.callTimeout = callTimeout;
        this.nanos = nanos;
    }

    /** {@code callTimeout} is what the clients are set to, and bounds commands too; {@code nanos} a monotonic clock. */
    public static AwsEndpoints of(
            Ec2Client ec2,
            ElasticLoadBalancingV2Client elb,
            ElasticLoadBalancingClient classic,
            Duration callTimeout,
            LongSupplier nanos) {
        return new AwsEndpoints(Optional.of(new Clients(ec2, elb, classic)), callTimeout, nanos);
    }

    public static AwsEndpoints of(AwsClients clients, LongSupplier nanos) {
        return of(
                clients.ec2(),
                clients.elb(),
                clients.classic(),
                clients.settings().callTimeout(),
                nanos);
    }

    /** For a controller that moves nothing on AWS. */
    public static AwsEndpoints withoutAws(Duration callTimeout) {
        return new AwsEndpoints(Optional.empty(), callTimeout, () -> 0);
    }

    @Override
    public Endpoint of(String pair, EndpointSpec spec) {
        return spec.kind() == EndpointKind.COMMAND
                ? new CommandEndpoint(pair, spec.observe(), spec.move(), callTimeout)
                : clients.map(c -> on(c, spec)).orElseGet(() -> new NoEndpoint(NO_AWS));
    }

    private Endpoint on(Clients on, EndpointSpec spec) {
        return switch (spec.kind()) {
            case ENI -> eni(on, spec);
            case SECONDARY_IP, ELASTIC_IP, ROUTE ->
                mapping(on, spec.kind(), spec.mapping().orElseThrow());
            case TARGET_GROUP ->
                new TargetGroupEndpoint(on.elb(), spec.targetGroup().orElse(""), spec.singleWriterFirst(), callTimeout);
            case TARGET_GROUP_GATE ->
                new GateEndpoint(on.elb(), spec.targetGroup().orElse(""), callTimeout);
            case CLASSIC_ELB ->
                TargetGroupEndpoint.classic(
                        on.classic(), spec.loadBalancer().orElse(""), spec.singleWriterFirst(), callTimeout);
            case COMMAND -> throw new IllegalArgumentException("a command is not on AWS");
        };
    }

    private MappingEndpoint mapping(Clients on, EndpointKind kind, Mapping moves) {
        HostInterfaces interfaces = new HostInterfaces(on.ec2(), moves.hostInterface());
        String ip = moves.ip().orElse("");
        MappingCalls calls = switch (kind) {
            case ELASTIC_IP -> new ElasticIpCalls(on.ec2(), moves.allocation().orElse(""), interfaces);
            case ROUTE -> new RouteCalls(on.ec2(), ip, moves.routeTables(), interfaces);
            default -> new SecondaryIpCalls(on.ec2(), ip, moves.subnet().orElse(""));
        };
        return new MappingEndpoint(calls, interfaces, callTimeout, nanos);
    }

    private Endpoint eni(Clients on, EndpointSpec spec) {
        EniSpec moves = new EniSpec(spec.networkInterface().orElse(""), spec.deviceIndex(), spec.forceAfter());
        EniEndpoint eni = new EniEndpoint(on.ec2(), moves, callTimeout, nanos);
        return spec.mapping()
                .<Endpoint>map(fallback -> new LadderEndpoint(
                        eni,
                        mapping(on, EndpointKind.SECONDARY_IP, fallback),
                        fallback.ip().orElse("")))
                .orElse(eni);
    }
}
