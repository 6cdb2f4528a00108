package io.twinproxy.cli.verb;

import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process id in a file, in digits and nothing else, from when the proxy serves until it ends. */
final class ProxyPid implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyPid.class);

    private final Optional<Path> file;

    private ProxyPid(Optional<Path> file) {
        this.file = file;
    }

    /** @throws VerbException when the file cannot be written */
    static ProxyPid write(Optional<Path> file) throws VerbException {
        if (file.isPresent()) {
            try {
                Files.writeString(
                        file.get(), String.valueOf(ProcessHandle.current().pid()));
            } catch (IOException e) {
                throw new VerbException(Exit.FAILED, "-p (--pid-file): " + file.get() + " cannot be written: " + e);
            }
        }
        return new ProxyPid(file);
    }

    /** A file left behind would name a process that may be anything by then. */
    @Override
    public void close() {
        try {
            if (file.isPresent()) {
                Files.deleteIfExists(file.get());
            }
        } catch (IOException e) {
            LOG.warn("The pid file {} stays: {}", file, e.toString());
        }
    }
}
