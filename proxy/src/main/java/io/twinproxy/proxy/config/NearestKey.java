package io.twinproxy.proxy.config;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The known word nearest to a mistyped one. */
final class NearestKey {
    private static final int DISTANCE_MAX = 3;

    private NearestKey() {}

    static Optional<String> to(String word, List<String> known) {
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= Math.min(DISTANCE_MAX, candidate.length() / 2))
                .min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    /** Edits (insert, delete, replace) from one to the other, case ignored; bounded by the length of the words compared. */
    private static int distance(String left, String right) {
        if (Math.abs(left.length() - right.length()) > DISTANCE_MAX) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[right.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                boolean same = Character.toLowerCase(left.charAt(i - 1)) == Character.toLowerCase(right.charAt(j - 1));
                int replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[right.length()];
    }
}
