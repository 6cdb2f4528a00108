package io.twinproxy.emulator.contract;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** A second opinion on the wire format and the codes that moto shares with AWS; where it differs is listed. */
@Tag("once")
class MotoEc2Test extends Ec2Contract {
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
    Deviations deviations() {
        return Deviations.moto();
    }
}
