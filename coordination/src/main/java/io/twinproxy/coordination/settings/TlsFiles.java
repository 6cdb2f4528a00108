package io.twinproxy.coordination.settings;

import java.nio.file.Path;

/**
 * The PEM files of a connection in TLS, in both directions: each side shows a certificate, and asks for the other's.
 *
 * @param ca whose certificates are trusted
 * @param certificate our own, and what leads from it to the authority
 * @param key our own, PKCS #8 and without a password; may be in the certificate's file
 */
public record TlsFiles(Path ca, Path certificate, Path key) {}
