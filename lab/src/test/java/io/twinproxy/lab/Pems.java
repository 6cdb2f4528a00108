package io.twinproxy.lab;

import io.twinproxy.coordination.settings.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** An authority and what it vouches for, made by openssl; without it tests are skipped, visibly. */
final class Pems {
    private final Path directory;

    /** Makes {@code ca.pem} and its key. */
    Pems(Path directory) throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
        this.directory = Files.createDirectories(directory);
        openssl("req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=test-ca");
    }

    /** Makes a certificate for names such as {@code IP:127.0.0.1,DNS:c1}. */
    TlsFiles issue(String name, String names) throws Exception {
        openssl("req -newkey rsa:2048 -nodes -keyout " + name + ".key -out " + name + ".csr -subj /CN=" + name);
        Files.writeString(directory.resolve(name + ".ext"), "subjectAltName=" + names + "\n");
        openssl("x509 -req -in " + name + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile " + name
                + ".ext -out " + name + ".pem");
        // In one file, as ZooKeeper wants it: of two each process makes a copy, and those that are killed leave it
        // behind.
        Path both = file(name + "-both.pem");
        Files.createFile(both, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(both, Files.readString(file(name + ".pem")) + Files.readString(file(name + ".key")));
        return new TlsFiles(file("ca.pem"), both, both);
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    private void openssl(String words) throws Exception {
        List<String> command = new ArrayList<>(List.of("/usr/bin/openssl"));
        command.addAll(List.of(words.split(" ", -1)));
        Path log = directory.resolve("openssl.log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("openssl " + words + ": " + Files.readString(log));
        }
    }
}
