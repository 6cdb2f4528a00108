package io.twinproxy.cli.verb;

import io.twinproxy.cli.config.ConfigKind;
import io.twinproxy.cli.config.ConfigKinds;
import io.twinproxy.cli.config.ProxyKind;
import io.twinproxy.cli.config.SettingsKind;
import io.twinproxy.cli.output.Page;
import io.twinproxy.cli.output.Report;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.coordination.settings.SettingsException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code config check}. */
@Command(name = "check", description = "Reads a settings file as its program would, and lists every problem.")
public final class ConfigCheckVerb implements Verb {
    /**
     * The kinds there are. Of equally likely ones the first counts: {@code zookeeper} alone makes a controller's file, and
     * only with other keys an agent's.
     */
    private static final List<ConfigKind> KINDS =
            List.of(SettingsKind.PAIR, SettingsKind.CONTROLLER, SettingsKind.AGENT, new ProxyKind());

    @Parameters(paramLabel = "FILE", description = "The file; its kind is told by its content.")
    private Path file = Path.of("");

    private final Root root;

    public ConfigCheckVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        try {
            ConfigKind kind = new ConfigKinds(KINDS).check(Texts.read(file), file.toString());
            root.output().show(new Fine(file.toString(), kind.name()));
            return Exit.DONE;
        } catch (SettingsException e) {
            throw Texts.problems(e);
        }
    }

    /** {@code {file, kind, problems: []}}. */
    private record Fine(String file, String kind) implements Report {
        @Override
        public JsonObject json() {
            return new JsonObject().put("file", file).put("kind", kind).put("problems", List.of());
        }

        @Override
        public void text(Page page) {
            page.line(file + (kind.startsWith("a") ? ": an " : ": a ") + kind + " without problems");
        }
    }
}
