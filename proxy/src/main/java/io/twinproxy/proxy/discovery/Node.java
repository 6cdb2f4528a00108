package io.twinproxy.proxy.discovery;

/**
 * A cluster's node.
 *
 * @param host what it is reached by and hashed by; stays when the node behind it is replaced
 * @param port 1 to 65535
 */
public record Node(String host, int port) {}
