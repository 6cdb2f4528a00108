package io.twinproxy.emulator.wire;

import io.twinproxy.emulator.core.Routing.Destination;
import io.twinproxy.emulator.core.TargetId;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import java.util.Optional;

/** An address clients connect to, and where it leads now. Owned by the selector's thread once it listens. */
final class Front {
    /** Where a new connection is to go. */
    record Way(Optional<TargetId> target, InetSocketAddress address) {}

    final String name;
    final ServerSocketChannel listening;
    private final int port;
    private final Addresses addresses;
    private Optional<String> holder = Optional.empty();
    private List<Destination> accepting = List.of();
    private int turn;

    /**
     * @param name the interface or target group it stands for
     * @param port the port of the holder that an interface's connections go to; targets bring their own
     */
    Front(String name, ServerSocketChannel listening, int port, Addresses addresses) {
        this.name = name;
        this.listening = listening;
        this.port = port;
        this.addresses = addresses;
    }

    void holder(Optional<String> instanceId) {
        holder = instanceId;
    }

    void accepting(List<Destination> destinations) {
        accepting = destinations;
    }

    /** The next way in turn; targets that lead nowhere are passed over. */
    Optional<Way> next() {
        if (holder.isPresent()) {
            return holder.flatMap(i -> addresses.of(i, port)).map(a -> new Way(Optional.empty(), a));
        }
        for (int i = 0; i < accepting.size(); i++) {
            Destination destination = accepting.get(Math.floorMod(turn++, accepting.size()));
            TargetId target = destination.target();
            Optional<InetSocketAddress> address =
                    destination.instanceId().flatMap(instance -> addresses.of(instance, target.port()));
            if (address.isPresent()) {
                return Optional.of(new Way(Optional.of(target), address.get()));
            }
        }
        return Optional.empty();
    }
}
