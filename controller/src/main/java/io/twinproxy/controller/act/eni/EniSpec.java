package io.twinproxy.controller.act.eni;

import java.time.Duration;

/**
 * Which interface moves, and how.
 *
 * @param networkInterface its id
 * @param deviceIndex where it is attached on either host
 * @param forceAfter how long a graceful detach may take before a forced one
 */
public record EniSpec(String networkInterface, int deviceIndex, Duration forceAfter) {}
