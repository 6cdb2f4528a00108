package io.twinproxy.cli.pages;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The whole manual: a page for the command, and one for each verb and each verb below it. */
final class ManPages {
    private ManPages() {}

    /** Each page's text by its name, such as {@code twinproxy-status}. */
    static SortedMap<String, String> of(CommandLine command, Edition edition) {
        SortedMap<String, String> pages = new TreeMap<>();
        add(pages, command.getCommandSpec(), edition);
        return pages;
    }

    private static void add(SortedMap<String, String> pages, CommandSpec verb, Edition edition) {
        ManPage page = new ManPage(verb);
        pages.put(page.name(), page.text(edition, related(verb)));
        verb.subcommands().values().forEach(below -> add(pages, below.getCommandSpec(), edition));
    }

    /** What is above a verb, beside it where only few are, and below it. */
    private static List<String> related(CommandSpec verb) {
        List<String> names = new ArrayList<>();
        for (CommandSpec above = verb.parent(); above != null; above = above.parent()) {
            names.add(0, new ManPage(above).name());
        }
        boolean few = verb.parent() != null && verb.parent().parent() != null;
        if (few) {
            below(verb.parent(), names);
        }
        below(verb, names);
        names.remove(new ManPage(verb).name());
        return List.copyOf(names);
    }

    private static void below(CommandSpec verb, List<String> names) {
        verb.subcommands().values().forEach(spec -> names.add(new ManPage(spec.getCommandSpec()).name()));
    }
}
