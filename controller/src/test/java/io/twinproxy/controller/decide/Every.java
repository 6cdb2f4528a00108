package io.twinproxy.controller.decide;

import java.util.ArrayList;
import java.util.List;

/** Walks every combination of choices, in order, like an odometer: {@code while (every.next()) every.of(options)}. */
final class Every {
    private final List<int[]> digits = new ArrayList<>();
    private int at;
    private boolean begun;

    /** Moves to the next combination; false once all were seen. A later choice may depend on an earlier one. */
    boolean next() {
        at = 0;
        if (!begun) {
            begun = true;
            return true;
        }
        while (!digits.isEmpty() && digits.get(digits.size() - 1)[0] + 1 == digits.get(digits.size() - 1)[1]) {
            digits.remove(digits.size() - 1);
        }
        if (digits.isEmpty()) {
            return false;
        }
        digits.get(digits.size() - 1)[0]++;
        return true;
    }

    <T> T of(List<T> options) {
        if (at == digits.size()) {
            digits.add(new int[] {0, options.size()});
        }
        return options.get(digits.get(at++)[0]);
    }

    boolean flag() {
        return of(List.of(false, true));
    }
}
