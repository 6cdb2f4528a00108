package io.twinproxy.emulator.core;

/** A subnet, which lies in one availability zone. */
public record Subnet(String subnetId, String vpcId, String availabilityZone, String cidrBlock) {}
