package io.twinproxy.controller.act.aws;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.Endpoints;
import io.twinproxy.controller.act.NoEndpoint;
import io.twinproxy.controller.act.command.CommandEndpoint;
import io.twinproxy.controller.act.eni.EniEndpoint;
import io.twinproxy.controller.act.eni.EniSpec;
import io.twinproxy.controller.act.targets.GateEndpoint;
import io.twinproxy.controller.act.targets.TargetGroupEndpoint;
import io.twinproxy.coordination.record.EndpointSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/**
 * Every kind of endpoint, on two clients that all pairs share. Without clients only {@code command} endpoints work, and
 * any other is unreadable with a sentence that says so.
 */
public final class AwsEndpoints implements Endpoints {
    private static final String NO_AWS =
            "this controller does not know its AWS region, so it cannot ask: set aws.region in its controller.yml and start it"
                    + " again; only endpoints of kind command can do without";

    private final Optional<Clients> clients;
    private final Duration callTimeout;
    private final LongSupplier nanos;

    private record Clients(Ec2Client ec2, ElasticLoadBalancingV2Client elb) {}

    private AwsEndpoints(Optional<Clients> clients, Duration callTimeout, LongSupplier nanos) {
        this.clients = clients;
        this.callTimeout = callTimeout;
        this.nanos = nanos;
    }

    /** {@code callTimeout} is what the clients are set to, and bounds commands too; {@code nanos} a monotonic clock. */
    public static AwsEndpoints of(
            Ec2Client ec2, ElasticLoadBalancingV2Client elb, Duration callTimeout, LongSupplier nanos) {
        return new AwsEndpoints(Optional.of(new Clients(ec2, elb)), callTimeout, nanos);
    }

    public static AwsEndpoints of(AwsClients clients, LongSupplier nanos) {
        return of(clients.ec2(), clients.elb(), clients.settings().callTimeout(), nanos);
    }

    /** For a controller that moves nothing on AWS. */
    public static AwsEndpoints withoutAws(Duration callTimeout) {
        return new AwsEndpoints(Optional.empty(), callTimeout, () -> 0);
    }

    @Override
    public Endpoint of(String pair, EndpointSpec spec) {
        return switch (spec.kind()) {
            case ENI -> clients.<Endpoint>map(c -> eni(c, spec)).orElseGet(() -> new NoEndpoint(NO_AWS));
            case TARGET_GROUP ->
                clients.<Endpoint>map(c -> new TargetGroupEndpoint(
                                c.elb(), spec.targetGroup().orElse(""), spec.singleWriterFirst(), callTimeout))
                        .orElseGet(() -> new NoEndpoint(NO_AWS));
            case TARGET_GROUP_GATE ->
                clients.<Endpoint>map(c ->
                                new GateEndpoint(c.elb(), spec.targetGroup().orElse(""), callTimeout))
                        .orElseGet(() -> new NoEndpoint(NO_AWS));
            case COMMAND -> new CommandEndpoint(pair, spec.observe(), spec.move(), callTimeout);
        };
    }

    private Endpoint eni(Clients on, EndpointSpec spec) {
        EniSpec moves = new EniSpec(spec.networkInterface().orElse(""), spec.deviceIndex(), spec.forceAfter());
        return new EniEndpoint(on.ec2(), moves, callTimeout, nanos);
    }
}
