package io.twinproxy.cli.pages;

import java.util.Locale;

/**
 * A manual page in the making: the man macros, and the escapes of roff's language. Only ASCII comes out, since not every
 * formatter reads UTF-8. Texts given to a method are plain and are escaped by it; <em>marked</em> ones are made of
 * {@link #plain}, {@link #bold} and {@link #italic} and are taken as they are.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/groff_man_style.7.html">groff_man_style(7)</a>
 */
final class Roff {
    /** Below are control characters, above is what is not ASCII. */
    private static final int PRINTABLE_MIN = 0x20;

    private static final int PRINTABLE_MAX = 0x7e;

    private final StringBuilder page = new StringBuilder();

    Roff title(String name, Edition edition) {
        String date = edition.date().map(Object::toString).orElse("");
        line(".TH \"" + plain(name.toUpperCase(Locale.ROOT)) + "\" 1 \"" + date + "\" \"Twinproxy "
                + plain(edition.version()) + "\" \"Twinproxy\"");
        // A word broken over two lines is not found by a search, and an option broken so is not copied. After a
        // synopsis groff's macros break words again unless the register says no.
        return line(".nh").line(".nr HY 0").line(".ad l");
    }

    Roff section(String heading) {
        return line(".SH \"" + plain(heading) + "\"");
    }

    Roff subsection(String heading) {
        return line(".SS \"" + plain(heading) + "\"");
    }

    /** Each text a paragraph, right below a heading. */
    Roff paragraphs(String... texts) {
        for (int i = 0; i < texts.length; i++) {
            if (i > 0) {
                line(".PP");
            }
            marked(plain(texts[i]));
        }
        return this;
    }

    /** An entry of a list: a marked term, and the text about it, indented below. */
    Roff entry(String term, String text) {
        return line(".TP").marked(term).marked(plain(text));
    }

    /** A command and what follows it, marked, which is indented to the command's end where it takes more lines. */
    Roff synopsis(String command, Iterable<String> rest) {
        line(".SY \"" + plain(command) + "\"");
        rest.forEach(this::marked);
        return line(".YS");
    }

    /** A line of text. One that began with a dot or a quote would be a request, and an empty one a gap. */
    Roff marked(String text) {
        boolean request = text.startsWith(".") || text.startsWith("'");
        return line(request || text.isEmpty() ? "\\&" + text : text);
    }

    private Roff line(String line) {
        page.append(line).append('\n');
        return this;
    }

    String text() {
        return page.toString();
    }

    static String bold(String text) {
        return "\\fB" + plain(text) + "\\fR";
    }

    static String italic(String text) {
        return "\\fI" + plain(text) + "\\fR";
    }

    /**
     * The text as it stands, on one line. Every hyphen is written as a minus: in these texts it belongs to an option, a
     * value or a name, and what is copied from the page must be what a shell takes.
     */
    static String plain(String text) {
        StringBuilder out = new StringBuilder();
        text.strip().replaceAll("\\s+", " ").codePoints().forEach(c -> out.append(escaped(c)));
        return out.toString();
    }

    private static String escaped(int c) {
        return switch (c) {
            case '\\' -> "\\(rs";
            case '-' -> "\\-";
            case '"' -> "\\(dq";
            case '`' -> "\\(ga";
            case '^' -> "\\(ha";
            case '~' -> "\\(ti";
            default ->
                c < PRINTABLE_MIN
                        ? ""
                        : c <= PRINTABLE_MAX ? Character.toString(c) : String.format(Locale.ROOT, "\\[u%04X]", c);
        };
    }
}
