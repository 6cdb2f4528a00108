package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.NetworkInterface.Attachment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** DescribeNetworkInterfaces with its documented filters, answered from the version of the moment read. */
final class InterfaceQueries {
    private static final SortedMap<String, Function<NetworkInterface, List<String>>> FILTERS = filters();

    private final World world;
    private final Calls calls;
    private final EniTable table;

    InterfaceQueries(World world, Calls calls, EniTable table) {
        this.world = world;
        this.calls = calls;
        this.table = table;
    }

    List<NetworkInterface> describe(List<String> ids, List<Filter> filters, boolean paginated, boolean dryRun) {
        boolean wide = ids.isEmpty() && filters.isEmpty() && !paginated;
        return calls.run(Action.DESCRIBE_NETWORK_INTERFACES, wide, String.join(",", ids), () -> {
            Filter.check(filters, FILTERS);
            Calls.endDryRun(dryRun);
            long at = world.readNanos();
            Collection<String> wanted = ids.isEmpty() ? table.history().names() : ids;
            List<NetworkInterface> found = new ArrayList<>();
            for (String id : wanted) {
                table.history().at(id, at).ifPresentOrElse(found::add, () -> {
                    if (!ids.isEmpty()) {
                        throw Ids.INTERFACE.missing(id);
                    }
                });
            }
            return found.stream()
                    .filter(eni -> Filter.all(filters, FILTERS, eni, eni.tags()))
                    .toList();
        });
    }

    private static SortedMap<String, Function<NetworkInterface, List<String>>> filters() {
        SortedMap<String, Function<NetworkInterface, List<String>>> known = new TreeMap<>();
        known.put("network-interface-id", eni -> List.of(eni.networkInterfaceId()));
        known.put("status", eni -> List.of(eni.status()));
        known.put("subnet-id", eni -> List.of(eni.subnetId()));
        known.put("vpc-id", eni -> List.of(eni.vpcId()));
        known.put("availability-zone", eni -> List.of(eni.availabilityZone()));
        known.put("private-ip-address", eni -> List.of(eni.privateIpAddress()));
        known.put("addresses.private-ip-address", NetworkInterface::privateIpAddresses);
        known.put("mac-address", eni -> List.of(eni.macAddress()));
        known.put("group-id", NetworkInterface::securityGroups);
        known.put("description", eni -> List.of(eni.description()));
        known.put("interface-type", eni -> List.of("interface"));
        known.put("owner-id", eni -> List.of(World.OWNER));
        known.put("source-dest-check", eni -> List.of(String.valueOf(eni.sourceDestCheck())));
        known.put("tag-key", eni -> List.copyOf(eni.tags().keySet()));
        attached(known, "attachment-id", Attachment::attachmentId);
        attached(known, "instance-id", Attachment::instanceId);
        attached(known, "device-index", a -> String.valueOf(a.deviceIndex()));
        attached(known, "status", a -> a.status().apiName());
        attached(known, "delete-on-termination", a -> String.valueOf(a.deleteOnTermination()));
        attached(known, "attach-time", a -> a.attachTime().toString());
        attached(known, "instance-owner-id", a -> World.OWNER);
        return known;
    }

    private static void attached(
            SortedMap<String, Function<NetworkInterface, List<String>>> known,
            String name,
            Function<Attachment, String> value) {
        known.put(
                "attachment." + name,
                eni -> eni.attachment().map(value).stream().toList());
    }
}
