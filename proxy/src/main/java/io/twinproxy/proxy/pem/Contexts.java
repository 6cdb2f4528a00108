package io.twinproxy.proxy.pem;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Makes the JVM's TLS contexts, and says what any connection of ours may agree on. */
final class Contexts {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    /** Sessions kept to be resumed, of either side; each is some kilobytes. */
    private static final int SESSIONS_MAX = 1024;
    /** After this a peer proves itself anew. */
    private static final int SESSION_SECONDS = 3600;

    private static final char[] NO_PASSWORD = {};

    private Contexts() {}

    /** @param authorities whom to trust; none given: those of the JVM */
    static SSLContext of(Optional<Identity> identity, List<X509Certificate> authorities)
            throws GeneralSecurityException {
        KeyManager[] keys = {};
        if (identity.isPresent()) {
            KeyStore store = empty();
            X509Certificate[] chain = identity.get().chain().toArray(new X509Certificate[0]);
            store.setKeyEntry("own", identity.get().key(), NO_PASSWORD, chain);
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, NO_PASSWORD);
            keys = factory.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust(authorities), null);
        context.getServerSessionContext().setSessionCacheSize(SESSIONS_MAX);
        context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
        context.getClientSessionContext().setSessionCacheSize(SESSIONS_MAX);
        context.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
        return context;
    }

    private static TrustManager[] trust(List<X509Certificate> authorities) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (authorities.isEmpty()) {
            factory.init((KeyStore) null);
        } else {
            KeyStore store = empty();
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry("authority-" + i, authorities.get(i));
            }
            factory.init(store);
        }
        return factory.getTrustManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** TLS 1.2 and 1.3 only, and of their ciphers those with forward secrecy and authenticated encryption. */
    static SSLParameters parameters(SSLContext context) {
        SSLParameters parameters = context.getDefaultSSLParameters();
        parameters.setProtocols(PROTOCOLS.clone());
        parameters.setCipherSuites(Arrays.stream(parameters.getCipherSuites())
                .filter(Contexts::allowed)
                .toArray(String[]::new));
        return parameters;
    }

    private static boolean allowed(String cipher) {
        String name = cipher.toUpperCase(Locale.ROOT);
        boolean authenticated = name.contains("_GCM_") || name.contains("_CHACHA20_");
        return authenticated && (name.startsWith("TLS_ECDHE_") || !name.contains("_WITH_"));
    }
}
