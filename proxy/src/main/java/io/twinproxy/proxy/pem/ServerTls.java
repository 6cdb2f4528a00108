package io.twinproxy.proxy.pem;

import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * How a pool meets its servers: whom it trusts to vouch for them, under which name, and as whom it shows itself. A server's
 * certificate must always be vouched for and be for its name (RFC 6125 as the JVM checks it for HTTPS). Immutable; any thread.
 */
public final class ServerTls {
    public static final String CA = "ca";
    public static final String CERTIFICATE = "certificate";
    public static final String KEY = "key";
    public static final String NAME = "name";

    private final List<X509Certificate> authorities;
    private final Optional<Identity> identity;
    private final Optional<String> name;
    private final SSLContext context;

    private ServerTls(
            List<X509Certificate> authorities, Optional<Identity> identity, Optional<String> name, SSLContext context) {
        this.authorities = List.copyOf(authorities);
        this.identity = identity;
        this.name = name;
        this.context = context;
    }

    /** The files of an own certificate. */
    public record IdentityFiles(Path certificate, Path key) {}

    /**
     * Reads the files.
     *
     * @param ca absent: the JVM's own authorities
     * @param name what every server's certificate must be for; absent: each server's own host
     * @param problems gets each problem with the key whose file has it; when there is any, nothing is returned
     */
    public static Optional<ServerTls> read(
            Optional<Path> ca,
            Optional<IdentityFiles> own,
            Optional<String> name,
            BiConsumer<String, String> problems) {
        boolean[] wrong = {false};
        BiConsumer<String, String> noting = (key, text) -> {
            wrong[0] = true;
            problems.accept(key, text);
        };
        List<X509Certificate> authorities = new ArrayList<>();
        ca.ifPresent(path -> authorities.addAll(Authorities.read(path, text -> noting.accept(CA, text))));
        Optional<Identity> identity = own.flatMap(files -> Identity.read(
                files.certificate(),
                files.key(),
                text -> noting.accept(CERTIFICATE, text),
                text -> noting.accept(KEY, text)));
        if (wrong[0]) {
            return Optional.empty();
        }
        try {
            ServerTls tls = new ServerTls(authorities, identity, name, Contexts.of(identity, authorities));
            tls.begin();
            return Optional.of(tls);
        } catch (GeneralSecurityException | SSLException e) {
            problems.accept(CA, "this JVM cannot use it: " + e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Says the first words of a handshake to nobody. The JVM loads hundreds of classes for them, which would otherwise count
     * into the timeout of the first connection.
     */
    private void begin() throws SSLException {
        SSLEngine engine = engine("localhost", 1);
        engine.beginHandshake();
        engine.wrap(
                ByteBuffer.allocate(0), ByteBuffer.allocate(engine.getSession().getPacketBufferSize()));
    }

    /** For one connection to a server. */
    public SSLEngine engine(String host, int port) {
        String peer = peer(host);
        SSLEngine engine = context.createSSLEngine(peer, port);
        engine.setUseClientMode(true);
        engine.setSSLParameters(parameters(peer));
        return engine;
    }

    /**
     * Encrypts a connected socket that is read by waiting; the caller's timeouts hold for it too.
     *
     * @throws IOException when the server cannot be trusted
     */
    public SSLSocket over(Socket connected, String host, int port) throws IOException {
        String peer = peer(host);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(connected, peer, port, true);
        socket.setSSLParameters(parameters(peer));
        socket.startHandshake();
        return socket;
    }

    private String peer(String host) {
        String wanted = name.orElse(host);
        // A dot at the end means the root of all names, and is never in a certificate.
        return wanted.endsWith(".") ? wanted.substring(0, wanted.length() - 1) : wanted;
    }

    private SSLParameters parameters(String peer) {
        SSLParameters parameters = Contexts.parameters(context);
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        indicated(peer).ifPresent(host -> parameters.setServerNames(List.of(host)));
        return parameters;
    }

    /** The name for the server to choose its certificate by; an address is none (RFC 6066 section 3). */
    private static Optional<SNIHostName> indicated(String peer) {
        if (peer.indexOf(':') >= 0 || peer.matches("[0-9.]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SNIHostName(peer));
        } catch (IllegalArgumentException e) {
            // A name with an underscore, say: it is connected to, and its certificate is still compared with it.
            return Optional.empty();
        }
    }

    /** Who may vouch for servers; empty when the JVM's own do. */
    public List<X509Certificate> authorities() {
        return authorities;
    }

    /** As whom the proxy shows itself to servers that ask. */
    public Optional<Identity> identity() {
        return identity;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerTls that
                && authorities.equals(that.authorities)
                && identity.equals(that.identity)
                && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return Objects.hash(authorities, identity, name);
    }

    @Override
    public String toString() {
        return (authorities.isEmpty() ? "the JVM's authorities" : authorities.size() + " authorities of its own")
                + identity.map(own -> ", " + own).orElse("");
    }
}
