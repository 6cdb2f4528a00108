package io.twinproxy.cli.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The manual's page of one verb, or of the command. Own code, since what picocli brings for it writes AsciiDoc, and that
 * wants Asciidoctor, some 60 MB of Ruby on the JVM, whenever a package is made.
 */
final class ManPage {
    private final CommandSpec verb;
    private final List<OptionSpec> own;
    private final List<OptionSpec> inherited;
    private final List<PositionalParamSpec> arguments;

    ManPage(CommandSpec verb) {
        this.verb = verb;
        own = verb.options().stream().filter(o -> !o.hidden() && !o.inherited()).toList();
        inherited = verb.options().stream()
                .filter(o -> !o.hidden() && o.inherited())
                .toList();
        arguments =
                verb.positionalParameters().stream().filter(a -> !a.hidden()).toList();
    }

    /** Such as {@code twinproxy-pair-apply}. */
    String name() {
        return verb.qualifiedName("-");
    }

    /** The page, with the names of others that the reader may want next. */
    String text(Edition edition, List<String> related) {
        Roff page = new Roff().title(name(), edition);
        page.section("NAME").marked(Roff.plain(name()) + " \\- " + Roff.plain(summary()));
        page.section("SYNOPSIS").synopsis(verb.qualifiedName(), synopsis());
        page.section("DESCRIPTION").paragraphs(verb.usageMessage().description());
        verbs(page);
        arguments(page);
        options(page);
        Surroundings.add(page, verb);
        page.section("SEE ALSO")
                .marked(related.stream().map(name -> Roff.bold(name) + "(1)").collect(Collectors.joining(", ")));
        return page.text();
    }

    /** What is said first of a verb, without a sentence's capital and full stop, as indexes of pages have it. */
    private String summary() {
        String first = first(verb);
        return first.substring(0, 1).toLowerCase(Locale.ROOT)
                + first.substring(1).replaceFirst("\\.$", "");
    }

    private static String first(CommandSpec verb) {
        return Stream.of(verb.usageMessage().description())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(verb.qualifiedName() + " has no description"));
    }

    private List<String> synopsis() {
        List<String> words = new ArrayList<>();
        if (!verb.subcommands().isEmpty()) {
            words.addAll(List.of(Roff.italic("VERB"), "[" + Roff.italic("ARGUMENT") + Terms.MORE + "]"));
        }
        arguments.forEach(argument -> words.add(Terms.argument(argument)));
        own.stream().filter(OptionSpec::required).forEach(option -> words.add(Terms.brief(option)));
        own.stream().filter(option -> !option.required()).forEach(option -> words.add(Terms.brief(option)));
        if (!inherited.isEmpty()) {
            words.add("[" + Roff.italic("OPTION") + Terms.MORE + "]");
        }
        return words;
    }

    private void verbs(Roff page) {
        if (!verb.subcommands().isEmpty()) {
            page.section("VERBS");
            entries(page, verb);
        }
    }

    /** A verb that only leads to others stands for nothing by itself. */
    private void entries(Roff page, CommandSpec above) {
        for (CommandLine below : above.subcommands().values()) {
            CommandSpec spec = below.getCommandSpec();
            if (spec.subcommands().isEmpty()) {
                page.entry(
                        Roff.bold(spec.qualifiedName()
                                .substring(verb.qualifiedName().length() + 1)),
                        first(spec));
            }
            entries(page, spec);
        }
    }

    private void arguments(Roff page) {
        if (!arguments.isEmpty()) {
            page.section("ARGUMENTS");
            arguments.forEach(argument -> page.entry(Roff.italic(argument.paramLabel()), description(argument)));
        }
    }

    private void options(Roff page) {
        page.section("OPTIONS");
        own.forEach(option -> page.entry(Terms.option(option), description(option)));
        if (!inherited.isEmpty()) {
            page.subsection("Options of every verb");
            inherited.forEach(option -> page.entry(Terms.option(option), description(option)));
        }
    }

    static String description(ArgSpec option) {
        return String.join(" ", option.description());
    }
}
