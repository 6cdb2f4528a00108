package io.twinproxy.emulator.core;

/** An instance of a classic load balancer as DescribeInstanceHealth shows it. */
public record InstanceHealth(String instanceId, String state, String reasonCode, String description) {}
