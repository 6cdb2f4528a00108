package io.twinproxy.emulator.contract;

import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.EmulatorSettings;
import io.twinproxy.emulator.http.EmulatorServer;
import io.twinproxy.emulator.wire.Addresses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;

/** An emulator on a free port, in real time. */
public final class EmulatorWorld {
    public static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private EmulatorWorld() {}

    public static Cloud cloud(EmulatorSettings settings) {
        return new Cloud(System::nanoTime, 7, settings, Instant.now());
    }

    public static EmulatorServer start(Cloud cloud, Addresses addresses) {
        try {
            return EmulatorServer.start(cloud, ANY, addresses);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
