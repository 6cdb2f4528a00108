package io.twinproxy.controller.act.mapping;

import io.twinproxy.controller.act.Findings;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.aws.call.AwsAction;
import io.twinproxy.controller.act.aws.call.AwsErrors;
import io.twinproxy.controller.act.aws.call.DryRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteState;
import software.amazon.awssdk.services.ec2.model.RouteTable;

/**
 * A route for an address outside of the network, in every route table that clients use: ReplaceRoute points it at another
 * interface, also across zones; where there is none yet it must be made by CreateRoute (EC2 API reference). One call
 * changes one table, so a move takes as many calls as there are tables.
 */
public final class RouteCalls implements MappingCalls {
    private final Ec2Client ec2;
    private final String ip;
    private final List<String> tables;
    private final HostInterfaces interfaces;

    public RouteCalls(Ec2Client ec2, String ip, List<String> tables, HostInterfaces interfaces) {
        this.ec2 = ec2;
        this.ip = ip;
        this.tables = List.copyOf(tables);
        this.interfaces = interfaces;
    }

    private String destination() {
        return ip + "/32";
    }

    @Override
    public MappingState look() {
        try {
            List<RouteTable> found = ec2.describeRouteTables(DescribeRouteTablesRequest.builder()
                            .routeTableIds(tables)
                            .build())
                    .routeTables();
            List<Led> led = new ArrayList<>();
            for (String table : tables) {
                Optional<RouteTable> described = found.stream()
                        .filter(t -> table.equals(t.routeTableId()))
                        .findFirst();
                if (described.isEmpty()) {
                    return MappingState.unreadable(ip, table + " is not among the route tables that are found", true);
                }
                led.add(led(table, described.get()));
            }
            return MappingState.readable(ip, led, Optional.of(ip), mac(led), Optional.empty());
        } catch (SdkException e) {
            return MappingState.unreadable(
                    ip, AwsErrors.sentence(AwsAction.DESCRIBE_ROUTE_TABLES, e), AwsErrors.refused(e));
        }
    }

    /** Of the interface that every table leads to, once it was learnt: a host may have more than one. */
    private Optional<String> mac(List<Led> led) {
        List<Optional<String>> towards =
                led.stream().map(Led::towards).distinct().toList();
        return towards.size() == 1 ? towards.get(0).flatMap(interfaces::macOf) : Optional.empty();
    }

    /**
     * A route whose interface hangs on nothing names no instance and is a blackhole (EC2 API reference, Route). Of one
     * that is not, the instance is what was learnt if the cloud leaves it out.
     */
    private Led led(String table, RouteTable described) {
        Optional<Route> route = described.routes().stream()
                .filter(r -> destination().equals(r.destinationCidrBlock()))
                .findFirst();
        if (route.isEmpty()) {
            return Led.nowhere(table);
        }
        Optional<String> network = Optional.ofNullable(route.get().networkInterfaceId());
        Optional<String> instance =
                Optional.ofNullable(route.get().instanceId()).filter(id -> !id.isEmpty());
        String towards =
                network.or(() -> Optional.ofNullable(route.get().gatewayId())).orElse("something else");
        return instance.isEmpty() && route.get().state() == RouteState.BLACKHOLE
                ? Led.dead(table, towards)
                : Led.to(table, instance.or(() -> network.flatMap(interfaces::instanceOf)), Optional.of(towards));
    }

    @Override
    public Outcome lead(Lead step, String networkInterface, Duration within) {
        AwsAction action = step.first() ? AwsAction.CREATE_ROUTE : AwsAction.REPLACE_ROUTE;
        try {
            if (step.first()) {
                ec2.createRoute(create(step.place(), networkInterface)
                        .overrideConfiguration(o -> o.apiCallTimeout(within).apiCallAttemptTimeout(within))
                        .build());
            } else {
                ec2.replaceRoute(replace(step.place(), networkInterface)
                        .overrideConfiguration(o -> o.apiCallTimeout(within).apiCallAttemptTimeout(within))
                        .build());
            }
            return Outcome.done("AWS is to " + step.sentence());
        } catch (SdkException e) {
            return AwsErrors.outcome(action, e);
        }
    }

    private CreateRouteRequest.Builder create(String table, String networkInterface) {
        return CreateRouteRequest.builder()
                .routeTableId(table)
                .destinationCidrBlock(destination())
                .networkInterfaceId(networkInterface);
    }

    private ReplaceRouteRequest.Builder replace(String table, String networkInterface) {
        return ReplaceRouteRequest.builder()
                .routeTableId(table)
                .destinationCidrBlock(destination())
                .networkInterfaceId(networkInterface);
    }

    @Override
    public void check(MappingState seen, List<HostInterface> hosts, Findings findings) {
        for (HostInterface host : hosts) {
            String own = host.network().networkInterfaceId();
            if (!Boolean.FALSE.equals(host.network().sourceDestCheck())) {
                findings.bars(
                        host.host().host(),
                        "the source/destination check of " + own + " is on, so EC2 drops packets to " + ip
                                + ", which is not an address of it: switch the check off");
            }
        }
        hosts.stream()
                .findFirst()
                .ifPresent(host -> tables.forEach(table ->
                        findings.dryRun(allowed(seen, table, host.network().networkInterfaceId()), findings::bars)));
    }

    /** The call that the next move would make of this table: which of the two follows from whether it has the route. */
    private Outcome allowed(MappingState seen, String table, String networkInterface) {
        boolean first = seen.led().stream().anyMatch(l -> l.place().equals(table) && l.nowhere());
        return first
                ? DryRun.ask(
                        AwsAction.CREATE_ROUTE,
                        () -> ec2.createRoute(
                                create(table, networkInterface).dryRun(true).build()))
                : DryRun.ask(
                        AwsAction.REPLACE_ROUTE,
                        () -> ec2.replaceRoute(
                                replace(table, networkInterface).dryRun(true).build()));
    }
}
