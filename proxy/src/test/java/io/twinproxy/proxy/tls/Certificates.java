package io.twinproxy.proxy.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate with its key, made in the test's own process: an authority, or one that an authority vouches for. */
public final class Certificates {
    private static final AtomicLong SERIALS = new AtomicLong(1000);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");
    private static final byte[] SHA256_WITH_ECDSA = tag(0x30, octets(0x06, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2));
    private static final byte[] SHA256_WITH_RSA =
            tag(0x30, octets(0x06, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11), octets(0x05));
    private static final char[] PASSWORD = "test".toCharArray();

    private final List<X509Certificate> chain;
    private final KeyPair keys;

    private Certificates(List<X509Certificate> chain, KeyPair keys) {
        this.chain = chain;
        this.keys = keys;
    }

    public static Certificates authority(String name) {
        KeyPair keys = keys("EC");
        Instant now = Instant.now();
        byte[] basic = extension(0x13, tag(0x30, octets(0x01, 0xff)));
        byte[] der = certificate(
                name,
                name,
                keys,
                keys.getPrivate(),
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(300)),
                basic);
        return new Certificates(List.of(parse(der)), keys);
    }

    /** Valid for 100 days. */
    public Certificates issue(String name, String... hosts) {
        return issue("EC", name, Duration.ofDays(-1), Duration.ofDays(100), hosts);
    }

    /**
     * Valid from and until so long from now.
     *
     * @param hosts names and addresses it is for
     */
    public Certificates issue(String algorithm, String name, Duration from, Duration until, String... hosts) {
        KeyPair own = keys(algorithm);
        Instant now = Instant.now();
        byte[] names = extension(0x11, tag(0x30, names(hosts)));
        byte[] der = certificate(
                name,
                chain.get(0).getSubjectX500Principal().getName().substring("CN=".length()),
                own,
                keys.getPrivate(),
                now.plus(from),
                now.plus(until),
                hosts.length == 0 ? new byte[0] : names);
        List<X509Certificate> whole = new ArrayList<>(List.of(parse(der)));
        whole.addAll(chain);
        return new Certificates(whole, own);
    }

    public X509Certificate certificate() {
        return chain.get(0);
    }

    public PrivateKey key() {
        return keys.getPrivate();
    }

    public String certificatePem() {
        try {
            return pem("CERTIFICATE", certificate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String keyPem() {
        return pem("PRIVATE KEY", key().getEncoded());
    }

    public static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    /** Writes {@code NAME.pem} and {@code NAME.key}. */
    public Certificates into(Path directory, String name) throws Exception {
        Files.writeString(directory.resolve(name + ".pem"), certificatePem());
        Files.writeString(directory.resolve(name + ".key"), keyPem());
        return this;
    }

    /** For a client or a server of a test, which shows this certificate and trusts another's authority. */
    public SSLContext context(Certificates trusted) {
        try {
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry("own", key(), PASSWORD, chain.toArray(new X509Certificate[0]));
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(own, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trusted.trust().getTrustManagers(), null);
            return context;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** For a client that shows no certificate and trusts this authority. */
    public SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust().getTrustManagers(), null);
            return context;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private TrustManagerFactory trust() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", certificate());
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    private static byte[] certificate(
            String subject,
            String issuer,
            KeyPair own,
            PrivateKey signer,
            Instant from,
            Instant until,
            byte[] extension) {
        boolean rsa = signer.getAlgorithm().equals("RSA");
        byte[] algorithm = rsa ? SHA256_WITH_RSA : SHA256_WITH_ECDSA;
        byte[] body = tag(
                0x30,
                tag(0xa0, octets(0x02, 2)),
                tag(0x02, BigInteger.valueOf(SERIALS.incrementAndGet()).toByteArray()),
                algorithm,
                distinguished(issuer),
                tag(0x30, time(from), time(until)),
                distinguished(subject),
                own.getPublic().getEncoded(),
                extension.length == 0 ? extension : tag(0xa3, tag(0x30, extension)));
        try {
            Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(signer);
            signature.update(body);
            return tag(0x30, body, algorithm, tag(0x03, new byte[] {0}, signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] distinguished(String name) {
        byte[] text = tag(0x0c, name.getBytes(StandardCharsets.UTF_8));
        return tag(0x30, tag(0x31, tag(0x30, octets(0x06, 0x55, 4, 3), text)));
    }

    private static byte[] time(Instant time) {
        return tag(0x18, TIME.format(time.atOffset(ZoneOffset.UTC)).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] extension(int kind, byte[] value) {
        return tag(0x30, octets(0x06, 0x55, 0x1d, kind), tag(0x04, value));
    }

    private static byte[] names(String... hosts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String host : hosts) {
            try {
                out.writeBytes(
                        host.matches("[0-9.]+|.*:.*")
                                ? tag(0x87, InetAddress.getByName(host).getAddress())
                                : tag(0x82, host.getBytes(StandardCharsets.US_ASCII)));
            } catch (java.net.UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }
        return out.toByteArray();
    }

    private static byte[] octets(int tag, int... bytes) {
        byte[] value = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            value[i] = (byte) bytes[i];
        }
        return tag(tag, new byte[][] {value});
    }

    private static byte[] tag(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (length >= 0x100) {
            out.write(0x82);
            out.write(length >> 8);
        } else if (length >= 0x80) {
            out.write(0x81);
        }
        out.write(length);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static KeyPair keys(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("EC") ? 256 : 2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate parse(byte[] der) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
