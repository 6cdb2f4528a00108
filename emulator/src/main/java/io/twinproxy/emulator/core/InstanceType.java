package io.twinproxy.emulator.core;

/** What an instance type allows: interfaces at most, IPv4 addresses on each, network cards. */
public record InstanceType(String name, int interfacesMax, int addressesPerInterface, int networkCards) {}
