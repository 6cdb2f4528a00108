package io.twinproxy.cli.sandbox;

/** One proxy host of a sandbox: its name, its instance, and where on loopback its two ports really are. */
record HostPorts(String name, String instance, int proxyPort, int healthPort) {}
