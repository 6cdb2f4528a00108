package io.twinproxy.emulator.wire;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves a device between network namespaces that stand for hosts.
 *
 * <p>Each interface is a pair of devices. One end stays in the wire's own network namespace, on a bridge with the
 * clients; the other bears the interface's MAC and no address, and lies in a namespace of its own while nobody holds
 * it. Whoever gets it configures the address, as on a real host. Needs root. A move takes one ip command, some
 * milliseconds; one that fails is logged, and the device stays where it was.
 */
public final class NetnsWire implements Wire {
    private static final Logger LOG = LoggerFactory.getLogger(NetnsWire.class);
    private static final Duration COMMAND_MAX = Duration.ofSeconds(5);
    private static final String BRIDGE = "clients";

    /** Device names are at most fifteen characters, so ends are numbered. */
    private static final String END = "eni";

    private final String prefix;
    private final SortedMap<String, String> hosts;
    private final IpCommand ip = new IpCommand(COMMAND_MAX);
    private final ReentrantLock lock = new ReentrantLock();
    private final List<String> made = new ArrayList<>();
    private final SortedMap<String, String> devices = new TreeMap<>();
    private final SortedMap<String, String> places = new TreeMap<>();

    /**
     * Makes the network's namespace and that of unheld devices.
     *
     * @param prefix begins the name of every namespace made here
     * @param hosts the namespace of each instance; they exist and are not removed
     */
    public NetnsWire(String prefix, SortedMap<String, String> hosts) throws IOException {
        this.prefix = prefix;
        this.hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
        try {
            make(network());
            make(unheld());
            ip.run("-n", network(), "link", "add", BRIDGE, "type", "bridge");
            ip.run("-n", network(), "link", "set", BRIDGE, "up");
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void make(String namespace) throws IOException {
        ip.run("netns", "add", namespace);
        made.add(namespace);
    }

    /** The namespace of the network, where clients may be put on the bridge or the bridge given an address. */
    public String network() {
        return prefix + "-network";
    }

    private String unheld() {
        return prefix + "-unheld";
    }

    /** The bridge device in the network's namespace. */
    public String bridge() {
        return BRIDGE;
    }

    /** Makes an interface's device, in the holder's namespace if there is a holder; gives its name. */
    public String networkInterface(String networkInterfaceId, String macAddress, Optional<String> holder)
            throws IOException {
        lock.lock();
        try {
            String device = END + devices.size();
            String port = "port" + devices.size();
            ip.run("-n", network(), "link", "add", port, "type", "veth", "peer", "name", device, "netns", unheld());
            ip.run("-n", network(), "link", "set", port, "master", BRIDGE, "up");
            ip.run("-n", unheld(), "link", "set", device, "address", macAddress);
            devices.put(networkInterfaceId, device);
            places.put(networkInterfaceId, unheld());
            holderChanged(networkInterfaceId, holder);
            return device;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void holderChanged(String networkInterfaceId, Optional<String> instanceId) {
        lock.lock();
        try {
            Optional<String> device = Optional.ofNullable(devices.get(networkInterfaceId));
            Optional<String> from = Optional.ofNullable(places.get(networkInterfaceId));
            String to =
                    instanceId.flatMap(i -> Optional.ofNullable(hosts.get(i))).orElse(unheld());
            if (device.isPresent() && from.isPresent() && !from.get().equals(to)) {
                move(networkInterfaceId, device.get(), from.get(), to);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The kernel takes the device down and drops its addresses when it changes namespaces, as unplugging does. */
    private void move(String networkInterfaceId, String device, String from, String to) {
        try {
            ip.run("-n", from, "link", "set", device, "netns", to);
            places.put(networkInterfaceId, to);
        } catch (IOException e) {
            LOG.error("{} stays in namespace {} and does not reach {}", networkInterfaceId, from, to, e);
        }
    }

    /** Removes the devices and every namespace made here; hosts' namespaces stay. */
    @Override
    public void close() {
        lock.lock();
        try {
            for (int i = 0; i < devices.size(); i++) {
                // One end takes the other with it, wherever that is.
                quietly("-n", network(), "link", "delete", "port" + i);
            }
            devices.clear();
            places.clear();
            for (String namespace : made) {
                quietly("netns", "delete", namespace);
            }
            made.clear();
        } finally {
            lock.unlock();
        }
    }

    private void quietly(String... arguments) {
        try {
            ip.run(arguments);
        } catch (IOException e) {
            LOG.warn("clean-up: {}", e.toString());
        }
    }
}
