package io.twinproxy.coordination.settings;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files that open the way to ZooKeeper, as settings name them. They are read at the start of a program, not here.
 *
 * @param secret the file of the secret, when one is named
 * @param open whether the settings say that there is to be none
 * @param tls the files of a connection in TLS, when it is to be one
 */
public record AccessFiles(Optional<Path> secret, boolean open, Optional<TlsFiles> tls) {
    public static final AccessFiles NONE = new AccessFiles(Optional.empty(), false, Optional.empty());

    private static final String FILE = "a path, absolute or from where this file is";
    private static final String NO_SECRET = "none";

    public static final Key SECRET = new Key(
            "zookeeper-secret",
            FILE + "; or none",
            "(none; a server alone makes DATA/secret, one with peers needs it)",
            "The file of the secret that opens the nodes in ZooKeeper, the same for every party.");
    public static final Key TLS = new Key(
            "zookeeper-tls", "a mapping", "(no TLS)", "ZooKeeper is talked to in TLS, each side with a certificate.");
    public static final Key CA = new Key("ca", FILE, "", "PEM: whose certificates are trusted.");
    public static final Key CERTIFICATE =
            new Key("certificate", FILE, "", "PEM: this party's certificate, and the chain to the authority.");
    public static final Key KEY = new Key("key", FILE, "", "PEM: its key, PKCS #8, without a password.");

    public static final List<Key> KEYS = List.of(SECRET, TLS);
    public static final List<Key> TLS_KEYS = List.of(CA, CERTIFICATE, KEY);

    /**
     * Reads both keys of a file's root.
     *
     * @param directory what relative paths start from
     */
    public static AccessFiles read(Section root, Path directory) {
        Optional<String> secret = root.optional(SECRET);
        boolean open = secret.map(NO_SECRET::equals).orElse(false);
        Optional<Path> file = open || secret.isEmpty()
                ? Optional.empty()
                : Optional.of(root.word(SECRET, text -> path(text, directory), directory));
        Section tls = root.section(TLS);
        Optional<TlsFiles> files = Optional.empty();
        if (root.isSection(TLS)) {
            files = Optional.of(new TlsFiles(
                    file(tls, CA, directory), file(tls, CERTIFICATE, directory), file(tls, KEY, directory)));
        }
        tls.end();
        return new AccessFiles(file, open, files);
    }

    private static Path file(Section section, Key key, Path directory) {
        return section.word(key, text -> path(text, directory), directory);
    }

    private static Optional<Path> path(String text, Path directory) {
        try {
            return Optional.of(directory.resolve(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    public AccessFiles withSecret(Path file) {
        return new AccessFiles(Optional.of(file), false, tls);
    }
}
