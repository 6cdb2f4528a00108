package io.twinproxy.cli.verb;

import io.twinproxy.cli.output.Page;
import io.twinproxy.cli.output.Report;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.coordination.zookeeper.Secret;
import io.twinproxy.coordination.zookeeper.SecretChange;
import io.twinproxy.coordination.zookeeper.ZooKeeperStore;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code secret apply}. */
@Command(
        name = "apply",
        description = {
            "Puts a secret onto every node there is, so that it opens them and no other does.",
            "--zookeeper-secret is the one to get in with."
        })
public final class SecretApplyVerb implements Verb {
    @Parameters(paramLabel = "FILE", description = "The file of the secret to put on; with two in it both open them.")
    private Path file = Path.of("");

    private final Root root;

    public SecretApplyVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        Secret secret = read();
        return root.store(store -> {
            if (!(store instanceof ZooKeeperStore zookeeper)) {
                throw new UnavailableException("this store has no nodes to put a secret onto");
            }
            root.output().show(new Applied(SecretChange.apply(zookeeper, secret)));
            return Exit.DONE;
        });
    }

    private Secret read() throws VerbException {
        try {
            return Secret.read(file);
        } catch (IOException e) {
            throw new VerbException(Exit.USAGE, String.valueOf(e.getMessage()));
        }
    }

    /** {@code {nodes}}: how many had another one. */
    private record Applied(int nodes) implements Report {
        @Override
        public JsonObject json() {
            return new JsonObject().put("nodes", nodes);
        }

        @Override
        public void text(Page page) {
            page.line(nodes == 0 ? "every node had this secret already" : nodes + " nodes have this secret now");
        }
    }
}
