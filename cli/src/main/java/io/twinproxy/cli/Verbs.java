package io.twinproxy.cli;

import io.twinproxy.cli.verb.AgentVerb;
import io.twinproxy.cli.verb.CheckVerb;
import io.twinproxy.cli.verb.ConfigCheckVerb;
import io.twinproxy.cli.verb.ConfigVerb;
import io.twinproxy.cli.verb.ControllerVerb;
import io.twinproxy.cli.verb.DrainVerb;
import io.twinproxy.cli.verb.ExplainVerb;
import io.twinproxy.cli.verb.FailoverVerb;
import io.twinproxy.cli.verb.HistoryVerb;
import io.twinproxy.cli.verb.PairApplyVerb;
import io.twinproxy.cli.verb.PairDeleteVerb;
import io.twinproxy.cli.verb.PairListVerb;
import io.twinproxy.cli.verb.PairShowVerb;
import io.twinproxy.cli.verb.PairVerb;
import io.twinproxy.cli.verb.PauseVerb;
import io.twinproxy.cli.verb.ProxyVerb;
import io.twinproxy.cli.verb.ResumeVerb;
import io.twinproxy.cli.verb.Root;
import io.twinproxy.cli.verb.SandboxVerb;
import io.twinproxy.cli.verb.SecretApplyVerb;
import io.twinproxy.cli.verb.SecretMakeVerb;
import io.twinproxy.cli.verb.SecretVerb;
import io.twinproxy.cli.verb.StatusVerb;
import io.twinproxy.cli.verb.SwitchoverVerb;
import io.twinproxy.cli.verb.UndrainVerb;
import java.util.List;
import picocli.CommandLine;

/**
 * The sub-commands by name. Picocli reads a command's annotations when it is added, which takes longer than all a verb
 * does; so only the verb that was asked for is added, and all of them only for help and for mistakes.
 */
public final class Verbs {
    /** In the order of the help: looking, acting, declaring. */
    static final List<String> NAMES = List.of(
            "status",
            "explain",
            "history",
            "check",
            "switchover",
            "failover",
            "pause",
            "resume",
            "drain",
            "undrain",
            "pair",
            "config",
            "secret",
            "sandbox",
            "agent",
            "controller",
            "proxy");

    private Verbs() {}

    /** The command with the verbs that these arguments ask for; without arguments all of them. */
    public static CommandLine line(Root root, String... args) {
        CommandLine line = new CommandLine(root);
        Root.settle(line);
        for (String name : needed(args)) {
            CommandLine verb = verb(name, root);
            line.addSubcommand(name, verb);
            ProxyVerb.settle(verb);
        }
        return line;
    }

    private static List<String> needed(String... args) {
        for (String arg : args) {
            if (!arg.startsWith("-")) {
                return NAMES.contains(arg) ? List.of(arg) : NAMES;
            }
        }
        return NAMES;
    }

    private static CommandLine verb(String name, Root root) {
        return switch (name) {
            case "status" -> new CommandLine(new StatusVerb(root));
            case "explain" -> new CommandLine(new ExplainVerb(root));
            case "history" -> new CommandLine(new HistoryVerb(root));
            case "check" -> new CommandLine(new CheckVerb(root));
            case "switchover" -> new CommandLine(new SwitchoverVerb(root));
            case "failover" -> new CommandLine(new FailoverVerb(root));
            case "pause" -> new CommandLine(new PauseVerb(root));
            case "resume" -> new CommandLine(new ResumeVerb(root));
            case "drain" -> new CommandLine(new DrainVerb(root));
            case "undrain" -> new CommandLine(new UndrainVerb(root));
            case "sandbox" -> new CommandLine(new SandboxVerb(root));
            case "agent" -> new CommandLine(new AgentVerb(root));
            case "controller" -> new CommandLine(new ControllerVerb(root));
            case "proxy" -> new CommandLine(new ProxyVerb(root));
            case "pair" ->
                new CommandLine(new PairVerb())
                        .addSubcommand("apply", new PairApplyVerb(root))
                        .addSubcommand("list", new PairListVerb(root))
                        .addSubcommand("show", new PairShowVerb(root))
                        .addSubcommand("delete", new PairDeleteVerb(root));
            case "config" -> new CommandLine(new ConfigVerb()).addSubcommand("check", new ConfigCheckVerb(root));
            case "secret" ->
                new CommandLine(new SecretVerb())
                        .addSubcommand("make", new SecretMakeVerb(root))
                        .addSubcommand("apply", new SecretApplyVerb(root));
            default -> throw new IllegalArgumentException("no verb is called " + name);
        };
    }
}
