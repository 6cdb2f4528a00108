package io.twinproxy.emulator.contract;

import io.twinproxy.emulator.core.EmulatorSettings;
import io.twinproxy.emulator.core.HealthCheckSettings;
import io.twinproxy.emulator.http.EmulatorServer;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The emulator keeps the contract without deviation. */
class EmulatorAddressTest extends AddressContract {
    private static EmulatorServer server;

    @BeforeAll
    static void start() {
        server = EmulatorWorld.start(EmulatorWorld.cloud(EmulatorSettings.fast()), (i, p) -> Optional.empty());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    URI endpoint() {
        return server.endpoint();
    }

    @Override
    void balancer(String name) {
        server.with(c -> c.addresses().classicBalancer(name, 22121, HealthCheckSettings.tcp()));
    }
}
