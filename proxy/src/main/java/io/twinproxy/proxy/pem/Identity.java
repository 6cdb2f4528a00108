package io.twinproxy.proxy.pem;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Who one side of a connection says it is, and the proof. Two are equal when their bytes are, wherever they were read.
 *
 * @param chain the certificate, then that of its issuer and so on; at least one
 * @param key of the first certificate
 */
public record Identity(List<X509Certificate> chain, PrivateKey key) {
    private static final byte[] SIGNED = {1, 2, 3, 4};

    public Identity {
        chain = List.copyOf(chain);
    }

    /** Reads both files, each with its own problems; nothing when either has any. */
    static Optional<Identity> read(
            Path certificate, Path key, Consumer<String> certificateProblems, Consumer<String> keyProblems) {
        PemFile certificateFile = PemFile.read(certificate, certificateProblems);
        List<PemCertificates.Placed> chain = PemCertificates.read(certificateFile, certificateProblems);
        PemFile keyFile = PemFile.read(key, keyProblems);
        Optional<PrivateKey> read = PemKeys.read(keyFile, keyProblems);
        if (chain.isEmpty() || read.isEmpty()) {
            return Optional.empty();
        }
        PrivateKey own = read.get();
        if (!belongs(own, chain.get(0).certificate().getPublicKey())) {
            String where = "the certificate in file " + certificate + ", line "
                    + chain.get(0).line();
            Optional<PemCertificates.Placed> other = chain.stream()
                    .filter(placed -> belongs(own, placed.certificate().getPublicKey()))
                    .findFirst();
            keyProblems.accept(keyFile.problem("is not the key of " + where
                    + other.map(placed -> " but of the one on line " + placed.line() + ", which must come first")
                            .orElse("; must be that certificate's own")));
            return Optional.empty();
        }
        return Optional.of(new Identity(
                chain.stream().map(PemCertificates.Placed::certificate).toList(), own));
    }

    /** Whether what one signs the other verifies. */
    private static boolean belongs(PrivateKey key, PublicKey certified) {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        try {
            Signature signature =
                    Signature.getInstance(key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
            signature.initSign(key);
            signature.update(SIGNED);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(SIGNED);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The certificate of the key. */
    X509Certificate own() {
        return chain.get(0);
    }

    /** Never prints the key. */
    @Override
    public String toString() {
        return "the certificate of " + own().getSubjectX500Principal() + ", valid until "
                + own().getNotAfter().toInstant();
    }
}
