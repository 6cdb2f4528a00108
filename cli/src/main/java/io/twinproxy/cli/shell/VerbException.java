package io.twinproxy.cli.shell;

import java.util.List;

/** Ends a verb early, with the exit code and every sentence an operator needs. */
public final class VerbException extends Exception {
    private final Exit exit;
    private final transient List<String> sentences;

    public VerbException(Exit exit, List<String> sentences) {
        super(String.join("\n", sentences));
        this.exit = exit;
        this.sentences = List.copyOf(sentences);
    }

    public VerbException(Exit exit, String sentence) {
        this(exit, List.of(sentence));
    }

    public Exit exit() {
        return exit;
    }

    public List<String> sentences() {
        return sentences;
    }
}
