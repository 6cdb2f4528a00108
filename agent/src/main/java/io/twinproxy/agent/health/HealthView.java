package io.twinproxy.agent.health;

import io.twinproxy.agent.core.Standing;
import io.twinproxy.agent.embedded.ProxySnapshot;
import java.nio.file.Path;
import java.util.Optional;

/**
 * All that an answer may depend on.
 *
 * @param maintenance the maintenance file is there
 * @param refused the problems of a configuration file that is not served, if there is one
 */
public record HealthView(
        ProxySnapshot proxy, boolean maintenance, Path maintenanceFile, Optional<String> refused, Standing standing) {}
