package io.twinproxy.proxy.pem;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;

/** A file of certificates that vouch for others. */
final class Authorities {
    private Authorities() {}

    /** All of them, or none and at least one problem. */
    static List<X509Certificate> read(Path path, Consumer<String> problems) {
        return PemCertificates.read(PemFile.read(path, problems), problems).stream()
                .map(PemCertificates.Placed::certificate)
                .toList();
    }
}
