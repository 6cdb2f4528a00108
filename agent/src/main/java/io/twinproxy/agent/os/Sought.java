package io.twinproxy.agent.os;

import io.twinproxy.agent.net.Cidr;
import java.util.Optional;

/**
 * What is to be there.
 *
 * @param subnet of the address, if known; without it, and without a gateway, nothing is configured
 * @param gateway the router, if other than the subnet's first address
 */
record Sought(String mac, String address, Optional<Cidr> subnet, Optional<String> gateway, int table) {
    Sought in(Optional<Cidr> other) {
        return new Sought(mac, address, other, gateway, table);
    }
}
