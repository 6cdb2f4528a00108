package io.twinproxy.cli.pages;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** How an option and an argument are written: what is typed as it stands is bold, what stands for something italic. */
final class Terms {
    /** A space at which no line is broken. */
    private static final String TIE = "\\ ";

    /** Goes on; without the last escape it would end a sentence, and two spaces would follow. */
    static final String MORE = TIE + "...\\&";

    private Terms() {}

    /** All its names, and its value: the head of what is said of it. */
    static String option(OptionSpec option) {
        return Stream.of(option.names()).map(Roff::bold).collect(Collectors.joining(", ")) + value(option, " ");
    }

    /** Its longest name, and its value: a part of the synopsis. */
    static String brief(OptionSpec option) {
        String brief = Roff.bold(option.longestName()) + value(option, TIE);
        return option.required() ? brief : "[" + brief + "]";
    }

    static String argument(PositionalParamSpec argument) {
        String word = Roff.italic(argument.paramLabel()) + (argument.arity().max() > 1 ? MORE : "");
        return argument.arity().min() == 0 ? "[" + word + "]" : word;
    }

    /** One that may be left out is taken only together with its equals sign. */
    private static String value(ArgSpec option, String space) {
        String word = Roff.italic(option.paramLabel());
        return option.arity().max() == 0 ? "" : option.arity().min() == 0 ? "[=" + word + "]" : space + word;
    }
}
