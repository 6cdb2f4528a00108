package io.twinproxy.agent.health;

import io.twinproxy.agent.net.Cidr;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * Where health is answered, to whom, and which file takes the host out of service.
 *
 * @param onlyFrom who may ask
 * @param maintenanceFile while it is there, the answer is 503
 */
public record HealthSettings(InetSocketAddress listen, List<Cidr> onlyFrom, Path maintenanceFile) {
    public HealthSettings {
        onlyFrom = List.copyOf(onlyFrom);
    }
}
