package io.twinproxy.cli.pages;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/** The script that lets bash, and zsh by its bashcompinit, complete verbs, options and what has fixed words. */
final class Completion {
    /** What stands for a path in the help. */
    private static final Set<String> PATHS = Set.of("FILE", "DIR");

    private Completion() {}

    /** The script; the command serves to complete from then on, and no longer to parse. */
    static String bash(CommandLine command) {
        paths(command);
        return AutoComplete.bash(command.getCommandName(), command);
    }

    /** Picocli completes files only where an option's type is a path outright, not where it may be absent. */
    private static void paths(CommandLine verb) {
        verb.getSubcommands().values().forEach(Completion::paths);
        CommandSpec spec = verb.getCommandSpec();
        for (OptionSpec option : List.copyOf(spec.options())) {
            if (PATHS.contains(option.paramLabel()) && option.type() != Path.class) {
                spec.remove(option);
                spec.addOption(OptionSpec.builder(option.names())
                        .paramLabel(option.paramLabel())
                        .type(Path.class)
                        .scopeType(ScopeType.LOCAL)
                        .build());
            }
        }
    }
}
