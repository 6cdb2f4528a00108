package io.twinproxy.emulator.core;

import java.util.List;
import java.util.Optional;

/** A route table as a describe call shows it. */
public record RouteTable(String routeTableId, String vpcId, List<Route> routes) {
    public RouteTable {
        routes = List.copyOf(routes);
    }

    /** A route to an interface; a {@code blackhole} is one whose interface hangs on no running instance. */
    public record Route(
            String destinationCidrBlock, String networkInterfaceId, Optional<String> instanceId, boolean blackhole) {}
}
