package io.twinproxy.controller.act.command;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.EndpointContract;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two small shell scripts that keep the holder's name in a file. */
class CommandContractTest extends EndpointContract {
    @TempDir
    Path directory;

    private CommandEndpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(directory.resolve("holder"), "proxy-a\n");
        String observe = "cd '" + directory + "'; test ! -e silent && cat holder";
        String move = "cd '" + directory + "'; echo \"$1\" > holder; test ! -e lost || { rm lost; sleep 100; }";
        endpoint = new CommandEndpoint(
                "cache-a",
                List.of("/bin/sh", "-c", observe),
                List.of("/bin/sh", "-c", move, "move"),
                Duration.ofSeconds(2));
    }

    @Override
    protected Endpoint endpoint() {
        return endpoint;
    }

    @Override
    protected List<Target> hosts() {
        return List.of(
                new Target("proxy-a", Optional.empty(), Optional.empty()),
                new Target("proxy-b", Optional.empty(), Optional.empty()));
    }

    @Override
    protected void loseTheNextReply() {
        touch("lost");
    }

    @Override
    protected void answers(boolean answers) {
        try {
            if (answers) {
                Files.delete(directory.resolve("silent"));
            } else {
                touch("silent");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void touch(String file) {
        try {
            Files.createFile(directory.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command has no compare-and-swap: what it guards against is the operator's to say. */
    @Override
    protected Outcome.Kind overtaken() {
        return Outcome.Kind.DONE;
    }
}
