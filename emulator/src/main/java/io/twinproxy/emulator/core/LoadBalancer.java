package io.twinproxy.emulator.core;

import java.util.List;

/** A network load balancer: the zones it is enabled in and the addresses its nodes have there. */
public record LoadBalancer(String arn, String name, List<String> zones, List<String> addresses) {
    public LoadBalancer {
        zones = List.copyOf(zones);
        addresses = List.copyOf(addresses);
    }
}
