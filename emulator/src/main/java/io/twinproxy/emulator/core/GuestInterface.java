package io.twinproxy.emulator.core;

import java.util.List;

/**
 * A network device as an instance's own operating system, or its metadata service, knows it.
 *
 * @param secondaryAddresses what the metadata service tells of; they appear some time after they were assigned
 */
public record GuestInterface(
        String networkInterfaceId,
        String macAddress,
        String privateIpAddress,
        List<String> secondaryAddresses,
        int deviceIndex) {
    public GuestInterface {
        secondaryAddresses = List.copyOf(secondaryAddresses);
    }
}
