package io.twinproxy.coordination.zookeeper;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.curator.framework.AuthInfo;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;

/**
 * What all parties share and nobody else knows. Its file has one word, or two while one takes the place of the other: a
 * party gets in by any of its words, and what it makes is open to all of them. Nothing prints it.
 */
public final class Secret {
    /** In bytes: 256 bits cannot be guessed, whatever the digest in the access list gives away. */
    private static final int MADE_BYTES = 32;

    private static final Pattern WORD = Pattern.compile("[!-~]{16,256}");
    private static final String ALLOWED = "one word of 16 to 256 visible ASCII characters, or two in two lines";
    private static final int WORDS_MAX = 2;
    private static final long FILE_BYTES_MAX = 4096;
    private static final String USER = "twinproxy:";
    private static final String SCHEME = "digest";
    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rw-------");

    private final List<String> words;

    private Secret(List<String> words) {
        this.words = List.copyOf(words);
    }

    /**
     * Reads a file.
     *
     * @throws IOException with a sentence: it is not there, others may read it, or it does not hold a secret
     */
    public static Secret read(Path file) throws IOException {
        try {
            if (!Files.isRegularFile(file) && Files.exists(file)) {
                throw new IOException(file + ": is not a file; the secret is to be in one");
            }
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw new IOException(file + ": is larger than " + FILE_BYTES_MAX + " bytes; it must hold " + ALLOWED);
            }
            PrivateFile.requireClosed(file);
            List<String> words = Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
            boolean fit = words.stream().allMatch(word -> WORD.matcher(word).matches());
            if (!fit || words.isEmpty() || words.size() > WORDS_MAX || new HashSet<>(words).size() < words.size()) {
                throw new IOException(
                        file + ": holds no secret; it must hold " + ALLOWED + ", as 'twinproxy secret make' writes it");
            }
            return new Secret(words);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    file + ": there is no such file; copy the controllers', or make one with 'twinproxy secret make'",
                    e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + ": this user may not read it", e);
        } catch (MalformedInputException e) {
            throw new IOException(file + ": holds no secret; it must hold " + ALLOWED, e);
        }
    }

    /**
     * Writes a fresh secret to a file that only its owner may read.
     *
     * @throws IOException with a sentence; a file that is there stays as it is
     */
    public static Secret make(Path file, SecureRandom random) throws IOException {
        byte[] bytes = new byte[MADE_BYTES];
        random.nextBytes(bytes);
        String word = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        boolean made = false;
        try {
            var attributes = PosixFilePermissions.asFileAttribute(OWNERS);
            try (var out = Files.newByteChannel(
                    file, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
                made = true;
                out.write(StandardCharsets.US_ASCII.encode(word + "\n"));
            }
            return new Secret(List.of(word));
        } catch (FileAlreadyExistsException e) {
            throw new IOException(
                    file + ": is there already, and is not overwritten: a secret that is lost cannot be"
                            + " made again",
                    e);
        } catch (IOException e) {
            if (made) {
                Files.deleteIfExists(file);
            }
            throw new IOException(file + ": cannot be written: " + e, e);
        }
    }

    /** The secret of a server that is alone: its file's, which is made when it is not there. */
    public static Secret readOrMake(Path file, SecureRandom random) throws IOException {
        return Files.exists(file) ? read(file) : make(file, random);
    }

    /** What a session says to get in. */
    List<AuthInfo> authorizations() {
        return words.stream()
                .map(word -> new AuthInfo(SCHEME, (USER + word).getBytes(StandardCharsets.US_ASCII)))
                .toList();
    }

    /**
     * Who may do what with a node: whoever knows a word, everything; others nothing. Named one by one: "its creator" would
     * also be whatever a certificate says, and a certificate alone is then enough.
     */
    List<ACL> acl() {
        return words.stream()
                .map(word -> new ACL(ZooDefs.Perms.ALL, new Id(SCHEME, digest(word))))
                .toList();
    }

    private static String digest(String word) {
        try {
            return DigestAuthenticationProvider.generateDigest(USER + word);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has the digest that ZooKeeper uses", e);
        }
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
