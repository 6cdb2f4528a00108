package io.twinproxy.proxy.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration file, checked: pools in nutcracker's order, and what a careful operator should know about them.
 *
 * @param warnings things that work but are seldom meant
 */
public record ProxyConfig(List<PoolConfig> pools, List<String> warnings) {

    /** Longest file read: a thousand pools of a hundred servers fit many times over. */
    private static final long FILE_BYTES_MAX = 16 << 20;

    public ProxyConfig {
        pools = List.copyOf(pools);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads nutcracker's YAML, and the files of certificates it names.
     *
     * @param sourceName how the text is called in error messages; when it is a path, relative ones in the text begin in its
     *     directory
     */
    public static ProxyConfig parse(String yaml, String sourceName) throws ConfigException {
        return parse(yaml, sourceName, InstantSource.system());
    }

    /** @param clock what the times of certificates are compared with */
    static ProxyConfig parse(String yaml, String sourceName, InstantSource clock) throws ConfigException {
        return new ConfigReader(sourceName, directoryOf(sourceName), clock.instant()).read(yaml);
    }

    /**
     * The files of certificates and keys that a text names, as far as it can be read: whether they and it can be used does
     * not matter here, so that a file which is still missing or wrong can be waited for. At most a thousand.
     *
     * @param sourceName as for {@link #parse(String, String)}
     */
    public static List<Path> filesNamed(String yaml, String sourceName) {
        return NamedFiles.in(yaml, directoryOf(sourceName));
    }

    private static Path directoryOf(String sourceName) {
        try {
            Path parent = Path.of(sourceName).toAbsolutePath().getParent();
            return parent == null ? Path.of("") : parent;
        } catch (InvalidPathException e) {
            return Path.of("");
        }
    }

    public static ProxyConfig read(Path file) throws ConfigException {
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw unreadable(file, "is longer than " + FILE_BYTES_MAX + " bytes");
            }
            return parse(Files.readString(file), file.toString());
        } catch (NoSuchFileException e) {
            throw unreadable(file, "does not exist");
        } catch (IOException e) {
            throw unreadable(file, "cannot be read: " + e);
        }
    }

    /** The digests of all pools in one; see {@link PoolConfig#digest()}. */
    public String digest() {
        return Digest.of(pools.stream().map(PoolConfig::digest).collect(Collectors.joining(" ")));
    }

    private static ConfigException unreadable(Path file, String why) {
        return new ConfigException(file.toString(), List.of(new Problem(0, "", "", "the file " + why)));
    }
}
