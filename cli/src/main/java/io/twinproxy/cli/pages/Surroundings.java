package io.twinproxy.cli.pages;

import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.Variable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/** What a page says beyond the verb's own words: how it ends, which variables count, which files people write. */
final class Surroundings {
    private Surroundings() {}

    static void add(Roff page, CommandSpec verb) {
        page.section("EXIT STATUS");
        for (Exit exit : Exit.values()) {
            page.entry(Roff.bold(Integer.toString(exit.code())), sentence(exit.meaning()));
        }
        environment(page, verb);
        files(page, verb);
    }

    private static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }

    /** The command's page tells of every variable, a verb's of those that its own text names. */
    private static void environment(Roff page, CommandSpec verb) {
        String told = Stream.concat(
                        Stream.of(verb.usageMessage().description()),
                        verb.args().stream().map(ManPage::description))
                .collect(Collectors.joining(" "));
        List<Variable> variables = Arrays.stream(Variable.values())
                .filter(variable -> verb.parent() == null || names(told, variable))
                .toList();
        if (!variables.isEmpty()) {
            page.section("ENVIRONMENT");
            variables.forEach(variable -> page.entry(Roff.bold(variable.word()), variable.sentence()));
        }
    }

    /** One name may begin another. */
    private static boolean names(String told, Variable variable) {
        return Pattern.compile("\\$" + variable.word() + "\\b").matcher(told).find();
    }

    private static void files(Roff page, CommandSpec verb) {
        String name = verb.qualifiedName().replaceFirst("^\\S+ ?", "");
        List<SettingsFile> files = Arrays.stream(SettingsFile.values())
                .filter(file -> name.isEmpty() || file.readBy(name))
                .toList();
        if (!files.isEmpty()) {
            page.section("FILES");
            files.forEach(file -> page.entry(Roff.italic(file.path()), file.sentence()));
        }
    }
}
