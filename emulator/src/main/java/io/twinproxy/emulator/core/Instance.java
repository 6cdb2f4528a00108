package io.twinproxy.emulator.core;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/** An instance as a describe call shows it, with its interfaces in order of device index. */
public record Instance(
        String instanceId,
        InstanceState state,
        String instanceType,
        String subnetId,
        String vpcId,
        String availabilityZone,
        String privateIpAddress,
        Instant launchTime,
        SortedMap<String, String> tags,
        List<NetworkInterface> networkInterfaces) {}
