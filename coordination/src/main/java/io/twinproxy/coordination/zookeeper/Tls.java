package io.twinproxy.coordination.zookeeper;

import io.twinproxy.coordination.settings.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.util.PemReader;

/**
 * TLS between all parties, each of which shows a certificate. ZooKeeper wants certificate and key in one file; where
 * they are in two, it is given a copy of both that only this user may read and that goes when the process ends, unless
 * it is killed.
 *
 * @param ca whose certificates are trusted
 * @param identity our own certificate, chain and key
 */
public record Tls(Path ca, Path identity) {
    private static final String PEM = "PEM";

    /** Reads all files, as ZooKeeper will; what cannot be used is added to the problems. */
    static Optional<Tls> read(TlsFiles files, List<String> problems) {
        List<String> found = new ArrayList<>();
        check(files.ca(), "the authority's certificates", found, () -> {
            KeyStore trusted = PemReader.loadTrustStore(files.ca().toFile());
            if (trusted.size() == 0) {
                throw new GeneralSecurityException("it has no certificate");
            }
        });
        check(files.certificate(), "a certificate", found, () -> {
            if (PemReader.readCertificateChain(files.certificate().toFile()).isEmpty()) {
                throw new GeneralSecurityException("it has no certificate");
            }
        });
        check(files.key(), "a key in PKCS #8 without a password", found, () -> {
            PrivateFile.requireClosed(files.key());
            PemReader.loadPrivateKey(files.key().toFile(), Optional.empty());
        });
        problems.addAll(found);
        if (!found.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Tls(files.ca(), together(files)));
        } catch (IOException e) {
            problems.add(files.key() + ": certificate and key cannot be put into one file: " + e);
            return Optional.empty();
        }
    }

    /** Looks at one file. */
    private interface Look {
        void at() throws IOException, GeneralSecurityException;
    }

    private static void check(Path file, String what, List<String> problems, Look look) {
        try {
            look.at();
        } catch (NoSuchFileException | java.io.FileNotFoundException e) {
            problems.add(file + ": there is no such file, or this user may not read it; it must hold " + what);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            problems.add(file + ": cannot be used; it must hold " + what + ", in PEM: " + e.getMessage());
        }
    }

    private static Path together(TlsFiles files) throws IOException {
        if (files.certificate().equals(files.key())) {
            return files.certificate();
        }
        // Made by the system for this user alone.
        Path copy = Files.createTempFile("twinproxy-", ".pem");
        copy.toFile().deleteOnExit();
        Files.writeString(copy, Files.readString(files.certificate()) + "\n" + Files.readString(files.key()));
        return copy;
    }

    /** A client's, which makes sure that a server's certificate is for the name or address it was reached by. */
    ZKClientConfig client() {
        ZKClientConfig config = new PlainClientConfig();
        config.setProperty(ZKClientConfig.SECURE_CLIENT, "true");
        config.setProperty(ZKClientConfig.ZOOKEEPER_CLIENT_CNXN_SOCKET, "org.apache.zookeeper.ClientCnxnSocketNetty");
        stores("zookeeper.ssl.").forEach((key, value) -> config.setProperty((String) key, (String) value));
        return config;
    }

    /** A server's: no client without a certificate, and the same among the servers themselves. */
    Properties server() {
        Properties properties = new Properties();
        properties.setProperty("serverCnxnFactory", "org.apache.zookeeper.server.NettyServerCnxnFactory");
        properties.setProperty("ssl.clientAuth", "need");
        properties.setProperty("sslQuorum", "true");
        properties.setProperty("ssl.quorum.clientAuth", "need");
        properties.putAll(stores("ssl."));
        properties.putAll(stores("ssl.quorum."));
        return properties;
    }

    private Properties stores(String prefix) {
        Properties properties = new Properties();
        properties.setProperty(prefix + "keyStore.location", identity.toString());
        properties.setProperty(prefix + "keyStore.type", PEM);
        properties.setProperty(prefix + "trustStore.location", ca.toString());
        properties.setProperty(prefix + "trustStore.type", PEM);
        return properties;
    }
}
