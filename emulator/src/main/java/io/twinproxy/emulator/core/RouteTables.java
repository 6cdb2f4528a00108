package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.JournalEntry.Kind;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Route tables with routes to interfaces. Packets go by a route only to an interface whose source/destination check is
 * off: the destination is no address of it.
 */
final class RouteTables {
    /** What a table holds by default. */
    private static final int ROUTES_MAX = 50;

    private final World world;
    private final Calls calls;
    private final Networks networks;
    private final EniTable table;
    private final Packets packets;
    private final SortedMap<String, Table> tables = new TreeMap<>();
    private final History<RouteTable> history = new History<>();

    private record Table(String id, String vpc, SortedMap<String, Eni> routes) {
        RouteTable view() {
            return new RouteTable(
                    id,
                    vpc,
                    routes.entrySet().stream()
                            .map(e -> route(e.getKey(), e.getValue()))
                            .toList());
        }

        private static RouteTable.Route route(String destination, Eni eni) {
            Optional<Machine> machine = eni.hold().map(h -> h.machine);
            boolean runs = machine.filter(m -> m.state == InstanceState.RUNNING).isPresent();
            return new RouteTable.Route(destination, eni.id, machine.map(m -> m.id), !runs);
        }
    }

    RouteTables(World world, Calls calls, Networks networks, EniTable table, Packets packets) {
        this.world = world;
        this.calls = calls;
        this.networks = networks;
        this.table = table;
        this.packets = packets;
    }

    RouteTable create(String vpcId, boolean dryRun) {
        return calls.run(Action.CREATE_ROUTE_TABLE, vpcId, () -> {
            networks.requireVpc(vpcId);
            Calls.endDryRun(dryRun);
            return add("rtb-" + world.hex17(), vpcId);
        });
    }

    RouteTable add(String id, String vpcId) {
        Table made = new Table(id, vpcId, new TreeMap<>());
        if (tables.putIfAbsent(id, made) != null) {
            throw new IllegalArgumentException("route table " + id + " exists already");
        }
        changed(made, "created");
        return made.view();
    }

    void createRoute(String tableId, String destination, String eniId, boolean dryRun) {
        String what = destination + " in " + tableId + " to " + eniId;
        calls.run(Action.CREATE_ROUTE, what, () -> {
            Table found = require(tableId);
            Eni eni = table.require(eniId);
            Calls.endDryRun(dryRun && !world.settings().dryRunValidatesState());
            if (found.routes().containsKey(destination)) {
                throw CloudError.refused("RouteAlreadyExists", "The route %s already exists", destination);
            }
            if (found.routes().size() >= ROUTES_MAX) {
                throw CloudError.refused("RouteLimitExceeded", "%s has %d routes", tableId, ROUTES_MAX);
            }
            Calls.endDryRun(dryRun);
            put(found, destination, eni);
            return tableId;
        });
    }

    void replaceRoute(String tableId, String destination, String eniId, boolean dryRun) {
        String what = destination + " in " + tableId + " to " + eniId + (dryRun ? " dry run" : "");
        calls.run(Action.REPLACE_ROUTE, what, () -> {
            Table found = require(tableId);
            Eni eni = table.require(eniId);
            Calls.endDryRun(dryRun && !world.settings().dryRunValidatesState());
            if (!found.routes().containsKey(destination)) {
                // The API reference's page of the call and its list of error codes name one each.
                String code = world.random().nextBoolean() ? "InvalidParameterValue" : "InvalidRoute.NotFound";
                throw CloudError.refused(code, "There is no route %s in %s; use CreateRoute", destination, tableId);
            }
            Calls.endDryRun(dryRun);
            put(found, destination, eni);
            return tableId;
        });
    }

    void deleteRoute(String tableId, String destination, boolean dryRun) {
        calls.run(Action.DELETE_ROUTE, destination + " in " + tableId, () -> {
            Table found = require(tableId);
            if (!found.routes().containsKey(destination)) {
                throw CloudError.refused("InvalidRoute.NotFound", "No route %s in %s", destination, tableId);
            }
            Calls.endDryRun(dryRun);
            found.routes().remove(destination);
            changed(found, destination + " is gone");
            packets.lead(name(tableId, destination), Optional.empty(), RouteTables::unchecked);
            return tableId;
        });
    }

    void place(String tableId, String destination, Eni eni) {
        put(require(tableId), destination, eni);
    }

    private void put(Table found, String destination, Eni eni) {
        found.routes().put(destination, eni);
        changed(found, destination + " to " + eni.id);
        packets.lead(name(found.id(), destination), Optional.of(eni), RouteTables::unchecked);
    }

    /** An interface changed hands: descriptions name the instance it hangs on. */
    void refreshAll() {
        tables.values().forEach(t -> history.put(t.id(), world.nowNanos(), t.view()));
    }

    private static boolean unchecked(Eni eni) {
        return !eni.sourceDestCheck;
    }

    private void changed(Table changed, String what) {
        history.put(changed.id(), world.nowNanos(), changed.view());
        world.note(Kind.ADDRESS, changed.id(), what);
    }

    private Table require(String id) {
        return Ids.ROUTE_TABLE.require(id, Optional.ofNullable(tables.get(id)));
    }

    List<RouteTable> describe(List<String> ids, boolean dryRun) {
        return calls.run(Action.DESCRIBE_ROUTE_TABLES, ids.isEmpty(), String.join(",", ids), () -> {
            ids.forEach(this::require);
            Calls.endDryRun(dryRun);
            long at = world.readNanos();
            return (ids.isEmpty() ? List.copyOf(tables.keySet()) : ids)
                    .stream().flatMap(id -> history.at(id, at).stream()).toList();
        });
    }

    /** What a route is called where packets go. */
    static String name(String tableId, String destination) {
        return destination + "@" + tableId;
    }
}
