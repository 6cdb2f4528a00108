package io.twinproxy.emulator.core;

import java.util.Optional;

/**
 * Builds addresses, routes and classic load balancers without calls: no throttle, no fault, and packets follow at once.
 * What it cannot build is an IllegalArgumentException or a CloudError that names the id.
 */
public final class AddressSetup {
    private final World world;
    private final EniTable table;
    private final SecondaryAddresses secondary;
    private final ElasticAddresses elastic;
    private final RouteTables routes;
    private final ClassicBalancers classic;

    AddressSetup(
            World world,
            EniTable table,
            SecondaryAddresses secondary,
            ElasticAddresses elastic,
            RouteTables routes,
            ClassicBalancers classic) {
        this.world = world;
        this.table = table;
        this.secondary = secondary;
        this.elastic = elastic;
        this.routes = routes;
        this.classic = classic;
    }

    /** The primary interface of an instance, whose id the emulator gave. */
    public String primaryInterface(String instanceId) {
        return primary(instanceId).id;
    }

    private Eni primary(String instanceId) {
        return table.all().stream()
                .filter(e -> e.hold()
                        .filter(h -> h.deviceIndex == 0 && h.machine.id.equals(instanceId))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no instance " + instanceId));
    }

    public AddressSetup secondaryAddress(String address, String networkInterfaceId) {
        Eni eni = table.require(networkInterfaceId);
        at0(() -> secondary.give(address, eni));
        return this;
    }

    public AddressSetup elasticAddress(String allocationId, Optional<String> networkInterfaceId) {
        var unused = elastic.add(allocationId);
        networkInterfaceId
                .map(table::require)
                .ifPresent(eni -> at0(() -> elastic.place(allocationId, eni, eni.privateIp)));
        return this;
    }

    public AddressSetup routeTable(String routeTableId) {
        var unused = routes.add(routeTableId, Cloud.VPC);
        return this;
    }

    public AddressSetup route(String routeTableId, String destination, String networkInterfaceId) {
        Eni eni = table.require(networkInterfaceId);
        at0(() -> routes.place(routeTableId, destination, eni));
        return this;
    }

    /** Switches an interface's source/destination check off, as a host that is routed through needs it. */
    public AddressSetup unchecked(String networkInterfaceId) {
        Eni eni = table.require(networkInterfaceId);
        eni.sourceDestCheck = false;
        table.changed(eni, "source/dest check off");
        table.touched();
        return this;
    }

    /** A classic load balancer whose instances serve on a port. */
    public AddressSetup classicBalancer(String name, int port, HealthCheckSettings check) {
        world.settle();
        classic.add(name, port, check);
        return this;
    }

    /** Registers an instance at once and in service, as if it had always been so. */
    public AddressSetup registered(String name, String instanceId) {
        classic.place(name, instanceId);
        return this;
    }

    /** As if it had always been so: without the delays of the settings. */
    private void at0(Runnable change) {
        world.settle();
        EmulatorSettings settings = world.settings();
        world.settings(settings.with("mapping-delay", "0", "address-guest-delay", "0"));
        change.run();
        world.settle();
        world.settings(settings);
    }
}
