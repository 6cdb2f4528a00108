package io.twinproxy.agent.core;

import io.twinproxy.coordination.record.Hold;

/**
 * What one look at this machine found.
 *
 * @param maintenance the maintenance file is there
 * @param holdDetail what is missing, when something is; the same words for as long as the same is missing
 */
public record HostState(boolean maintenance, Hold hold, String holdDetail) {}
