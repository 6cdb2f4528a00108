package io.twinproxy.lab;

import java.util.List;

/** A table as documents have it. */
public final class MarkdownTable {
    private final StringBuilder text = new StringBuilder();

    public MarkdownTable(String... columns) {
        row(columns);
        text.append("|").append(" --- |".repeat(columns.length)).append('\n');
    }

    public void row(String... cells) {
        text.append("| ").append(String.join(" | ", List.of(cells))).append(" |\n");
    }

    public String text() {
        return text.toString();
    }
}
