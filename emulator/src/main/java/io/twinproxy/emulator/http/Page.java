package io.twinproxy.emulator.http;

import io.twinproxy.emulator.core.CloudError;
import java.util.List;

/** One page of a long answer; the token is the place of the first thing on the next page. */
record Page<T>(List<T> things, String nextToken) {
    static <T> Page<T> of(Form form, List<T> all) {
        int from = 0;
        try {
            from = Integer.parseInt(form.find("NextToken").orElse("0"));
        } catch (NumberFormatException e) {
            from = -1;
        }
        if (from < 0 || from > all.size()) {
            throw new CloudError("InvalidNextToken", 400, "The token is not one that was given out.");
        }
        int size = form.findInt("MaxResults").orElse(Integer.MAX_VALUE);
        int to = (int) Math.min(all.size(), (long) from + Math.max(1, size));
        return new Page<>(all.subList(from, to), to < all.size() ? String.valueOf(to) : "");
    }

    static boolean asked(Form form) {
        return form.find("MaxResults").isPresent();
    }

    void token(Xml xml) {
        if (!nextToken.isEmpty()) {
            xml.put("nextToken", nextToken);
        }
    }
}
