package io.twinproxy.proxy.pem;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The private key of a PEM file: RSA or EC, as PKCS #8 or in the older form of its kind, never encrypted. */
final class PemKeys {
    private static final String ALLOWED =
            "must be one block PRIVATE KEY, RSA PRIVATE KEY or EC PRIVATE KEY, with an RSA or EC key and no passphrase";
    private static final String LABEL_END = "PRIVATE KEY";

    private PemKeys() {}

    /** The file's one key, or nothing and at least one problem. */
    static Optional<PrivateKey> read(PemFile file, Consumer<String> problems) {
        List<PemFile.Block> keys = new ArrayList<>();
        for (PemFile.Block block : file.blocks()) {
            if (block.label().endsWith(LABEL_END)) {
                keys.add(block);
            }
        }
        if (keys.size() > 1) {
            problems.accept(file.problem(keys.get(1).line(), "a second private key; " + ALLOWED));
            return Optional.empty();
        }
        if (keys.isEmpty()) {
            if (!file.blocks().isEmpty()) {
                problems.accept(file.problem(
                        "has no private key but " + file.blocks().get(0).label() + "; " + ALLOWED));
            }
            return Optional.empty();
        }
        return key(file, keys.get(0), problems).filter(key -> file.whole());
    }

    private static Optional<PrivateKey> key(PemFile file, PemFile.Block block, Consumer<String> problems) {
        if (block.label().startsWith("ENCRYPTED")) {
            problems.accept(file.problem(block.line(), "the private key is encrypted; must be without a passphrase"));
            return Optional.empty();
        }
        try {
            return Optional.of(
                    switch (block.label()) {
                        case "RSA PRIVATE KEY" -> of("RSA", Der.rsa(block.der()));
                        case "EC PRIVATE KEY" -> of("EC", Der.ec(block.der()));
                        default -> either(block.der());
                    });
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // What the exception says may quote the key.
            problems.accept(
                    file.problem(block.line(), "the " + block.label() + " is damaged or of another kind; " + ALLOWED));
            return Optional.empty();
        }
    }

    private static PrivateKey either(byte[] pkcs8) throws GeneralSecurityException {
        try {
            return of("RSA", pkcs8);
        } catch (InvalidKeySpecException e) {
            return of("EC", pkcs8);
        }
    }

    private static PrivateKey of(String algorithm, byte[] pkcs8) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }
}
