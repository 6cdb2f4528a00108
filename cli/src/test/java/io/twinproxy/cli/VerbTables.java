package io.twinproxy.cli;

import io.twinproxy.cli.verb.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The verbs with their arguments and options, as a document shows them. */
final class VerbTables {
    private VerbTables() {}

    static String text() {
        StringBuilder out = new StringBuilder("| verb | argument or option | meaning |\n| --- | --- | --- |\n");
        CommandLine line = Verbs.line(new Root(new Bench().shell()));
        row(out, "every verb", "", "");
        line.getCommandSpec().options().forEach(option -> option(out, option));
        line.getSubcommands().forEach((name, verb) -> verb(out, name, verb));
        return out.toString();
    }

    private static void verb(StringBuilder out, String path, CommandLine verb) {
        if (!verb.getSubcommands().isEmpty()) {
            for (Map.Entry<String, CommandLine> inner : verb.getSubcommands().entrySet()) {
                verb(out, path + " " + inner.getKey(), inner.getValue());
            }
            return;
        }
        List<String> words = new ArrayList<>(List.of(path));
        for (PositionalParamSpec argument : verb.getCommandSpec().positionalParameters()) {
            words.add(argument.arity().min() == 0 ? "[" + argument.paramLabel() + "]" : argument.paramLabel());
        }
        row(
                out,
                "`" + String.join(" ", words) + "`",
                "",
                String.join(" ", verb.getCommandSpec().usageMessage().description()));
        verb.getCommandSpec().options().stream()
                .filter(option -> !option.hidden() && !option.inherited())
                .forEach(option -> option(out, option));
    }

    private static void option(StringBuilder out, OptionSpec option) {
        String label = option.arity().max() == 0 ? "" : option.arity().min() == 0 ? "[=" : " ";
        String value = label.isEmpty() ? "" : label + option.paramLabel() + (label.startsWith("[") ? "]" : "");
        row(
                out,
                "",
                "`" + String.join("`, `", option.names()) + value + "`" + (option.required() ? " (required)" : ""),
                String.join(" ", option.description()));
    }

    private static void row(StringBuilder out, String verb, String option, String meaning) {
        out.append("| ").append(verb).append(" | ").append(option).append(" | ");
        out.append(Generated.cell(meaning)).append(" |\n");
    }
}
