package io.twinproxy.cli.output;

import java.util.List;

/** Text under construction. One thread. */
public final class Page {
    private final StringBuilder text = new StringBuilder();
    private final Style style;
    private final Times times;

    public Page(Style style, Times times) {
        this.style = style;
        this.times = times;
    }

    public Style style() {
        return style;
    }

    public Times times() {
        return times;
    }

    public Page line(String line) {
        text.append(line).append('\n');
        return this;
    }

    /** A list, indented; numbered when its order matters. */
    public Page lines(List<String> items, boolean numbered) {
        for (int i = 0; i < items.size(); i++) {
            line("  " + (numbered ? i + 1 + ". " : "") + items.get(i));
        }
        return this;
    }

    public Page blank() {
        return line("");
    }

    public Page heading(String words) {
        return line(style.strong(words));
    }

    public Page table(Table table) {
        text.append(table.text(style));
        return this;
    }

    public String text() {
        return text.toString();
    }
}
