package io.twinproxy.cli.output;

/** Colour, when a person looks at a terminal; else the text as it is. */
public enum Style {
    PLAIN,
    COLOURED;

    public String good(String text) {
        return wrap("32", text);
    }

    public String bad(String text) {
        return wrap("31", text);
    }

    public String strong(String text) {
        return wrap("1", text);
    }

    private String wrap(String code, String text) {
        return this == PLAIN || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
