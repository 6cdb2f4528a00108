package io.twinproxy.controller.act;

import java.util.Optional;

/**
 * A host as an endpoint knows it.
 *
 * @param host its name
 * @param instance its EC2 instance id; without one it cannot be given an ENI or be a target
 * @param zone its availability zone, where known
 */
public record Target(String host, Optional<String> instance, Optional<String> zone) {}
