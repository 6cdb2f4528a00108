package io.twinproxy.agent.os;

import io.twinproxy.agent.core.Bearing;
import io.twinproxy.agent.core.HostLook;
import io.twinproxy.agent.core.HostState;
import io.twinproxy.agent.core.Role;
import io.twinproxy.agent.core.Wanted;
import io.twinproxy.agent.net.Cidr;
import io.twinproxy.coordination.record.Hold;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at this machine: the maintenance file, and the moved interface, which it configures on the active host when it
 * may. What an earlier look put right is found there by the next, so a look that is cut short loses nothing.
 */
public final class OsLook implements HostLook {
    /** Where neither it nor a gateway is known, replies would go astray, and nothing would say so. */
    static final String NO_SUBNET = "the instance metadata does not know the interface's subnet yet;"
            + " where there is none, set 'interface.subnet' in agent.yml";

    private static final Logger LOG = LoggerFactory.getLogger(OsLook.class);

    private final Path maintenanceFile;
    private final InterfaceSettings settings;
    private final Function<String, Optional<String>> metadata;
    private final Ip ip;
    private final IpReader reader;
    private Optional<Cidr> subnetKnown = Optional.empty();
    private String subnetOf = "";

    OsLook(
            Path maintenanceFile,
            InterfaceSettings settings,
            Function<String, Optional<String>> metadata,
            Ip ip,
            Path root) {
        this.maintenanceFile = maintenanceFile;
        this.settings = settings;
        this.metadata = metadata;
        this.ip = ip;
        this.reader = new IpReader(ip, root);
    }

    /**
     * Looks with the machine's own {@code ip}.
     *
     * @param metadata tells the subnet of an interface by its MAC address, where instance metadata can be had; may block
     *     for a bounded time
     */
    public static OsLook ofThisMachine(
            Path maintenanceFile, InterfaceSettings settings, Function<String, Optional<String>> metadata) {
        return new OsLook(maintenanceFile, settings, metadata, new ProcessIp(List.of("ip")), Path.of("/"));
    }

    @Override
    public HostState look(Wanted wanted) {
        boolean maintenance = Files.exists(maintenanceFile);
        if (wanted.bearing() == Bearing.NOTHING || settings.manage() == InterfaceSettings.Manage.OFF) {
            return new HostState(maintenance, Hold.NOT_NEEDED, "");
        }
        boolean whole = wanted.bearing() == Bearing.INTERFACE;
        if (wanted.address().isEmpty() || (whole && wanted.mac().isEmpty())) {
            return new HostState(
                    maintenance, Hold.ABSENT, "the leader has not told the interface's MAC and address yet");
        }
        if (!Cidr.isIpv4(wanted.address().get())) {
            return new HostState(
                    maintenance,
                    Hold.INCOMPLETE,
                    "the address " + wanted.address().get() + " is not IPv4");
        }
        try {
            String address = wanted.address().get();
            return whole
                    ? hold(maintenance, wanted, wanted.mac().orElseThrow(), address)
                    : bare(maintenance, wanted, address);
        } catch (IpReader.UnreadableException e) {
            return new HostState(maintenance, Hold.INCOMPLETE, String.valueOf(e.getMessage()));
        }
    }

    private HostState hold(boolean maintenance, Wanted wanted, String mac, String address)
            throws IpReader.UnreadableException {
        Seen seen = reader.look(mac, address);
        if (wanted.secondary() && seen.drivenElsewhere()) {
            return bare(maintenance, wanted, address);
        }
        boolean mayConfigure = wanted.role() == Role.ACTIVE
                && settings.manage() == InterfaceSettings.Manage.AUTO
                && seen.link().isPresent()
                && !seen.drivenElsewhere();
        Sought sought = new Sought(mac, address, Optional.empty(), settings.gateway(), settings.table());
        InterfacePlan plan = InterfacePlan.of(seen, sought);
        List<String> failures = new ArrayList<>();
        if (mayConfigure && plan.hold() == Hold.INCOMPLETE) {
            // Only now: to ask takes time where nobody answers.
            Optional<Cidr> subnet = subnet(mac);
            sought = new Sought(mac, address, subnet, settings.gateway(), settings.table());
            plan = InterfacePlan.of(seen, sought);
            failures.addAll(carryOut(plan.commands()));
            if (plan.bar().isEmpty()) {
                plan = InterfacePlan.of(reader.look(mac, address), sought);
            }
        }
        List<String> details = new ArrayList<>(plan.missing());
        if (wanted.secondary() && seen.link().isEmpty()) {
            details.addAll(leave(wanted, sought));
        }
        if (plan.hold() == Hold.INCOMPLETE) {
            details.addAll(failures);
            if (mayConfigure || seen.drivenElsewhere()) {
                plan.bar().ifPresent(details::add);
            }
        }
        return new HostState(maintenance, plan.hold(), String.join("; ", details));
    }

    /** An address without an interface of its own, or on one that another program drives. */
    private HostState bare(boolean maintenance, Wanted wanted, String address) throws IpReader.UnreadableException {
        boolean active = wanted.role() == Role.ACTIVE;
        Links seen = reader.links(bears(address).or(bearers -> active));
        Sought sought = new Sought("", address, settings.subnet(), settings.gateway(), settings.table());
        AddressPlan plan = AddressPlan.of(seen, wanted, sought);
        if (plan.unrouted().isPresent()) {
            // Only now: to ask takes time where nobody answers.
            sought = sought.in(plan.unrouted().flatMap(this::subnet));
            plan = AddressPlan.of(seen, wanted, sought);
        }
        List<String> failures = new ArrayList<>();
        plan.unrouted().ifPresent(link -> failures.add(NO_SUBNET));
        if (settings.manage() == InterfaceSettings.Manage.AUTO
                && !plan.commands().isEmpty()) {
            failures.addAll(carryOut(plan.commands()));
            plan = AddressPlan.of(reader.links(bearers -> active), wanted, sought);
        }
        List<String> details = new ArrayList<>(plan.missing());
        if (plan.hold() != Hold.VERIFIED) {
            details.addAll(failures);
        }
        return new HostState(maintenance, plan.hold(), String.join("; ", details));
    }

    /** What a fallback had put onto an interface of this host, and is led elsewhere by now. */
    private List<String> leave(Wanted wanted, Sought sought) throws IpReader.UnreadableException {
        if (wanted.role() != Role.STANDBY || settings.manage() != InterfaceSettings.Manage.AUTO) {
            return List.of();
        }
        Links seen = reader.links(bears(sought.address()));
        return carryOut(AddressPlan.leaving(seen, wanted, sought));
    }

    private static Predicate<List<Links.Bearer>> bears(String address) {
        return bearers -> bearers.stream().anyMatch(b -> b.held(address).isPresent());
    }

    /** Goes on after a failure: an address that another program added first must not keep the route away. */
    private List<String> carryOut(List<List<String>> commands) {
        List<String> failures = new ArrayList<>();
        for (List<String> command : commands) {
            Ip.Output output = ip.run(command);
            if (output.good()) {
                LOG.info("ip {}", String.join(" ", command));
            } else {
                failures.add("ip " + String.join(" ", command) + ": " + output.firstLine());
            }
        }
        return failures;
    }

    /** As set, else as the instance metadata says; asked until known, since it may lag behind an attachment. */
    private Optional<Cidr> subnet(String mac) {
        if (settings.subnet().isPresent()) {
            return settings.subnet();
        }
        if (subnetKnown.isEmpty() || !mac.equals(subnetOf)) {
            subnetKnown = metadata.apply(mac).flatMap(Cidr::parse);
            subnetOf = mac;
        }
        return subnetKnown;
    }
}
