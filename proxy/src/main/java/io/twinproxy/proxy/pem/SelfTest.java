package io.twinproxy.proxy.pem;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * A handshake in memory with a certificate that is to be served, so that one this JVM cannot serve (a curve or a key length
 * it refuses) is found when the file is read and not by the first client; and so that the first client does not pay for
 * loading the classes. Some milliseconds once they are loaded.
 */
final class SelfTest {
    /** A handshake takes some ten turns. */
    private static final int TURNS_MAX = 100;

    private final SSLEngine client;
    private final SSLEngine server;
    private final ByteBuffer toServer;
    private final ByteBuffer toClient;
    private final ByteBuffer scrap;

    private SelfTest(SSLEngine client, SSLEngine server) {
        this.client = client;
        this.server = server;
        int packet = client.getSession().getPacketBufferSize();
        toServer = ByteBuffer.allocate(4 * packet);
        toClient = ByteBuffer.allocate(4 * packet);
        scrap = ByteBuffer.allocate(2 * client.getSession().getApplicationBufferSize());
    }

    /** What is wrong; empty when it can be served. */
    static String problem(Identity identity, SSLContext context) {
        try {
            // The certificate vouches for itself here: whether it is trusted is for those who connect to say.
            SSLContext trusting = Contexts.of(Optional.empty(), List.of(identity.own()));
            SSLEngine client = trusting.createSSLEngine();
            client.setSSLParameters(Contexts.parameters(trusting));
            client.setUseClientMode(true);
            SSLEngine server = context.createSSLEngine();
            server.setSSLParameters(Contexts.parameters(context));
            server.setUseClientMode(false);
            return new SelfTest(client, server).run() ? "" : "does not end";
        } catch (GeneralSecurityException | SSLException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private boolean run() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        for (int turn = 0; turn < TURNS_MAX; turn++) {
            step(client, toClient, toServer);
            step(server, toServer, toClient);
            if (over(client) && over(server)) {
                return true;
            }
        }
        return false;
    }

    private static boolean over(SSLEngine engine) {
        return engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
    }

    private void step(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                Runnable task;
                while ((task = engine.getDelegatedTask()) != null) {
                    task.run();
                }
            }
            case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                in.flip();
                engine.unwrap(in, scrap);
                in.compact();
            }
            case FINISHED, NOT_HANDSHAKING -> {}
        }
    }
}
