package io.twinproxy.proxy.pem;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The certificates of a PEM file, in its order; other blocks are passed over. */
final class PemCertificates {
    private PemCertificates() {}

    /**
     * One certificate and where it begins.
     *
     * @param line counted from 1
     */
    record Placed(X509Certificate certificate, int line) {}

    /** All of them, or none and at least one problem. */
    static List<Placed> read(PemFile file, Consumer<String> problems) {
        List<Placed> certificates = new ArrayList<>();
        boolean any = false;
        boolean whole = file.whole();
        for (PemFile.Block block : file.blocks()) {
            if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
                any = true;
                try {
                    certificates.add(new Placed(certificate(block.der()), block.line()));
                } catch (CertificateException e) {
                    whole = false;
                    problems.accept(file.problem(
                            block.line(), "the certificate is damaged; must be X.509 in DER between its marks"));
                }
            }
        }
        if (!any && !file.blocks().isEmpty()) {
            problems.accept(file.problem("has no certificate but "
                    + file.blocks().get(0).label() + "; must be one block CERTIFICATE or" + " several"));
        }
        return whole ? List.copyOf(certificates) : List.of();
    }

    private static X509Certificate certificate(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }
}
