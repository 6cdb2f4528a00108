package io.twinproxy.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Columns as wide as their widest cell, two spaces apart; the last is never padded. One thread. */
public final class Table {
    private static final String GAP = "  ";
    private static final String NOTHING = "-";

    private final List<String> columns;
    private final List<Row> rows = new ArrayList<>();

    private record Row(List<String> cells, UnaryOperator<String> paint) {}

    public Table(String... columns) {
        this.columns = List.of(columns);
    }

    public Table row(String... cells) {
        return row(text -> text, cells);
    }

    /** A row whose first cell is painted: {@code paint} must not change its width on screen. */
    public Table row(UnaryOperator<String> paint, String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        rows.add(new Row(List.of(cells), paint));
        return this;
    }

    public String text(Style style) {
        StringBuilder text = new StringBuilder();
        append(text, columns, style::strong);
        for (Row row : rows) {
            append(text, row.cells(), row.paint());
        }
        return text.toString();
    }

    private void append(StringBuilder text, List<String> cells, UnaryOperator<String> paint) {
        int last = cells.size() - 1;
        for (int column = 0; column <= last; column++) {
            String cell = shown(cells.get(column));
            text.append(column == 0 ? paint.apply(cell) : cell);
            if (column < last) {
                text.append(" ".repeat(width(column) - cell.length())).append(GAP);
            }
        }
        text.append('\n');
    }

    private static String shown(String cell) {
        return cell.isEmpty() ? NOTHING : cell;
    }

    private int width(int column) {
        int width = columns.get(column).length();
        for (Row row : rows) {
            width = Math.max(width, shown(row.cells().get(column)).length());
        }
        return width;
    }
}
