package io.twinproxy.emulator.contract;

import io.twinproxy.emulator.core.EmulatorSettings;
import io.twinproxy.emulator.http.EmulatorServer;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The emulator keeps the contract without deviation, with short delays so that the phases are passed through. */
class EmulatorEc2Test extends Ec2Contract {
    private static EmulatorServer server;

    @BeforeAll
    static void start() {
        EmulatorSettings settings = EmulatorSettings.fast()
                .with(
                        "attach-delay", "20ms..60ms",
                        "detach-delay", "20ms..60ms",
                        "release-delay", "50ms",
                        "start-delay", "20ms",
                        "stop-delay", "20ms");
        server = EmulatorWorld.start(EmulatorWorld.cloud(settings), (i, p) -> Optional.empty());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    URI endpoint() {
        return server.endpoint();
    }
}
