package io.twinproxy.emulator.core;

/** A network device as an instance's own operating system, or its metadata service, knows it. */
public record GuestInterface(String networkInterfaceId, String macAddress, String privateIpAddress, int deviceIndex) {}
