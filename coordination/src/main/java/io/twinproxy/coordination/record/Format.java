package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.JsonObject;

/** The format version every record carries under the key {@code format}. */
final class Format {
    /** Raised only when older programs must not read what newer ones write; a new key alone does not need it. */
    static final long CURRENT = 1;

    private Format() {}

    static JsonObject begin() {
        return new JsonObject().put("format", CURRENT);
    }

    static void check(JsonObject json) throws BadJsonException {
        long format = json.integer("format");
        if (format < 1 || format > CURRENT) {
            throw new BadJsonException(
                    "format " + format + " is not known to this version, which reads 1 to " + CURRENT);
        }
    }
}
