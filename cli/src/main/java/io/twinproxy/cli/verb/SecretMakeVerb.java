package io.twinproxy.cli.verb;

import io.twinproxy.cli.output.Page;
import io.twinproxy.cli.output.Report;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.coordination.zookeeper.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code secret make}. */
@Command(name = "make", description = "Writes a fresh secret to a file that only its owner may read.")
public final class SecretMakeVerb implements Verb {
    @Parameters(paramLabel = "FILE", description = "The file; one that is there is left as it is.")
    private Path file = Path.of("");

    private final Root root;

    public SecretMakeVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        try {
            Secret.make(file, new SecureRandom());
        } catch (IOException e) {
            throw new VerbException(Exit.FAILED, String.valueOf(e.getMessage()));
        }
        root.output().show(new Made(file.toString()));
        return Exit.DONE;
    }

    /** {@code {file}}; never what is in it. */
    private record Made(String file) implements Report {
        @Override
        public JsonObject json() {
            return new JsonObject().put("file", file);
        }

        @Override
        public void text(Page page) {
            page.line(file + " holds a fresh secret; copy it to every controller and agent");
        }
    }
}
