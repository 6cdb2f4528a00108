package io.twinproxy.proxy.pem;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** How a pool meets its clients: with which certificate, and whose certificates it wants of them. Immutable; any thread. */
public final class ListenTls {
    public static final String CERTIFICATE = "certificate";
    public static final String KEY = "key";
    public static final String CLIENT_CA = "client_ca";

    private final Identity identity;
    private final List<X509Certificate> clientAuthorities;
    private final SSLContext context;
    private final SSLParameters parameters;

    private ListenTls(Identity identity, List<X509Certificate> clientAuthorities, SSLContext context) {
        this.identity = identity;
        this.clientAuthorities = List.copyOf(clientAuthorities);
        this.context = context;
        this.parameters = Contexts.parameters(context);
        parameters.setNeedClientAuth(!clientAuthorities.isEmpty());
    }

    /**
     * Reads the files.
     *
     * @param problems gets each problem with the key whose file has it; when there is any, nothing is returned
     */
    public static Optional<ListenTls> read(
            Path certificate, Path key, Optional<Path> clientCa, BiConsumer<String, String> problems) {
        Optional<Identity> identity = Identity.read(
                certificate, key, text -> problems.accept(CERTIFICATE, text), text -> problems.accept(KEY, text));
        List<X509Certificate> authorities = new ArrayList<>();
        boolean[] wrong = {identity.isEmpty()};
        clientCa.ifPresent(path -> authorities.addAll(Authorities.read(path, text -> {
            wrong[0] = true;
            problems.accept(CLIENT_CA, text);
        })));
        if (wrong[0]) {
            return Optional.empty();
        }
        String trouble;
        try {
            SSLContext context = Contexts.of(identity, authorities);
            trouble = SelfTest.problem(identity.get(), context);
            if (trouble.isEmpty()) {
                return Optional.of(new ListenTls(identity.get(), authorities, context));
            }
        } catch (GeneralSecurityException e) {
            trouble = String.valueOf(e.getMessage());
        }
        problems.accept(
                CERTIFICATE, "file " + certificate + ": this JVM cannot serve it, a handshake ends with: " + trouble);
        return Optional.empty();
    }

    /** For one connection of a client. */
    public SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setSSLParameters(parameters);
        return engine;
    }

    public Identity identity() {
        return identity;
    }

    /** Who may vouch for clients; empty when they need no certificate. */
    public List<X509Certificate> clientAuthorities() {
        return clientAuthorities;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ListenTls that
                && identity.equals(that.identity)
                && clientAuthorities.equals(that.clientAuthorities);
    }

    @Override
    public int hashCode() {
        return Objects.hash(identity, clientAuthorities);
    }

    @Override
    public String toString() {
        return identity + (clientAuthorities.isEmpty() ? "" : ", and clients must have one too");
    }
}
