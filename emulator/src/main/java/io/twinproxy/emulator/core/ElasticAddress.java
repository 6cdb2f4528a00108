package io.twinproxy.emulator.core;

import java.util.Optional;

/** An Elastic IP as a describe call shows it; what it is associated with is absent while it is with nothing. */
public record ElasticAddress(
        String allocationId,
        String publicIp,
        Optional<String> associationId,
        Optional<String> networkInterfaceId,
        Optional<String> instanceId,
        Optional<String> privateIpAddress) {}
