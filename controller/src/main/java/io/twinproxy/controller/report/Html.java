package io.twinproxy.controller.report;

/** HTML being written: every text goes through {@link #text}, every attribute's value through {@link #open}. */
final class Html {
    private final StringBuilder out = new StringBuilder(8192);

    /** What this program itself wrote, as it is: never a word from outside. */
    Html raw(String html) {
        out.append(html);
        return this;
    }

    Html open(String tag, String classes) {
        out.append('<').append(tag);
        if (!classes.isEmpty()) {
            out.append(" class=\"").append(escaped(classes)).append('"');
        }
        out.append('>');
        return this;
    }

    Html close(String tag) {
        // A line break after a word's own element would show as a space.
        boolean inline = tag.equals("b") || tag.equals("span");
        out.append("</").append(tag).append(inline ? ">" : ">\n");
        return this;
    }

    Html text(String text) {
        out.append(escaped(text));
        return this;
    }

    /** An element with nothing but text in it. */
    Html element(String tag, String classes, String text) {
        return open(tag, classes).text(text).close(tag);
    }

    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
