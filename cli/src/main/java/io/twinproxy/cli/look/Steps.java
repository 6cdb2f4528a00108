package io.twinproxy.cli.look;

import io.twinproxy.coordination.record.EndpointKind;
import io.twinproxy.coordination.record.EndpointSpec;
import io.twinproxy.coordination.record.Mapping;
import io.twinproxy.coordination.settings.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a move would do, in words. The leader takes each step from what it then observes, so a step already done is
 * left out when the time comes. Pure.
 */
public final class Steps {
    private Steps() {}

    public static List<String> of(EndpointSpec endpoint, Optional<String> from, String to) {
        List<String> steps = new ArrayList<>();
        steps.add("the leader writes the assignment: active " + to);
        switch (endpoint.kind()) {
            case ENI -> interfaceMove(endpoint, from, to, steps);
            case SECONDARY_IP, ELASTIC_IP, ROUTE -> mapping(endpoint, to, steps);
            case TARGET_GROUP, CLASSIC_ELB -> targets(endpoint, from, to, steps);
            case TARGET_GROUP_GATE -> gate(from, to, steps);
            case COMMAND -> {
                steps.add("run: " + String.join(" ", endpoint.move()) + " " + to);
                steps.add("run: " + String.join(" ", endpoint.observe()) + ", until it prints " + to);
            }
        }
        steps.add("a request through the endpoint is answered");
        return List.copyOf(steps);
    }

    private static void interfaceMove(EndpointSpec endpoint, Optional<String> from, String to, List<String> steps) {
        String eni = endpoint.networkInterface().orElse("the interface");
        from.ifPresent(host -> steps.add(
                "detach " + eni + " from " + host + ", forced after " + Durations.text(endpoint.forceAfter())));
        steps.add("attach " + eni + " to " + to + " at device index " + endpoint.deviceIndex());
        endpoint.mapping()
                .ifPresent(fallback -> steps.add("if even a forced detach sticks: lead " + fallback.what()
                        + " to interface " + fallback.hostInterface() + " of " + to));
        steps.add(to + " verifies the address in its operating system");
    }

    private static void mapping(EndpointSpec endpoint, String to, List<String> steps) {
        Mapping mapping = endpoint.mapping().orElseThrow();
        String where = " to interface " + mapping.hostInterface() + " of " + to;
        if (mapping.routeTables().isEmpty()) {
            steps.add("lead " + mapping.what() + where);
        }
        mapping.routeTables().forEach(table -> steps.add("lead " + mapping.what() + " in " + table + where));
        if (endpoint.kind() != EndpointKind.ELASTIC_IP) {
            steps.add(to + " verifies the address in its operating system");
        }
    }

    private static void targets(EndpointSpec endpoint, Optional<String> from, String to, List<String> steps) {
        String in = "register " + to + " in " + group(endpoint) + " and wait until it is healthy";
        Optional<String> out = from.map(host -> "deregister " + host);
        if (endpoint.singleWriterFirst()) {
            out.ifPresent(steps::add);
            steps.add(in);
        } else {
            steps.add(in);
            out.ifPresent(steps::add);
        }
    }

    private static void gate(Optional<String> from, String to, List<String> steps) {
        steps.add("/active on " + to + " answers 200");
        from.ifPresent(host -> steps.add("/active on " + host + " answers 503"));
        steps.add("the load balancer's health checks follow; no cloud call moves anything");
    }

    private static String group(EndpointSpec endpoint) {
        return endpoint.targetGroup().or(endpoint::loadBalancer).orElse("the target group");
    }
}
