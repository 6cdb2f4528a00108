package io.twinproxy.emulator.contract;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** A second opinion on ELBv2; moto checks no target and so reports every one as healthy. */
@Tag("once")
class MotoElbTest extends ElbContract {
    private static MotoServer moto;

    @BeforeAll
    static void start() throws IOException {
        moto = MotoServer.start();
    }

    @AfterAll
    static void stop() {
        if (moto != null) {
            moto.close();
        }
    }

    @Override
    URI endpoint() {
        return moto.endpoint();
    }

    @Override
    void answerHealthChecks() {
        // Every target is healthy there.
    }

    @Override
    Deviations deviations() {
        return Deviations.moto();
    }
}
