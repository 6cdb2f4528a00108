package io.twinproxy.cli.look;

import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Request;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who last applied a pair's file, why and when. Carried in the spec under keys of its own, which every other reader
 * passes along unread.
 */
public final class Applied {
    private static final String BY = "applied-by";
    private static final String REASON = "applied-reason";
    private static final String AT = "applied-at-ms";

    private Applied() {}

    /** The spec with the stamp, and with what a newer version left in the one it replaces. */
    public static PairSpec stamp(PairSpec spec, Optional<PairSpec> replaced, Request request) {
        SortedMap<String, Object> keys = new TreeMap<>();
        replaced.ifPresent(r -> keys.putAll(r.unknown()));
        keys.put(BY, request.by());
        keys.put(REASON, request.reason());
        keys.put(AT, Long.toString(request.atMillis()));
        return new PairSpec(spec.pair(), spec.endpoint(), spec.timings(), spec.policy(), keys);
    }

    public static Optional<Request> of(PairSpec spec) {
        Object by = spec.unknown().get(BY);
        Object at = spec.unknown().get(AT);
        if (by == null || at == null || !at.toString().matches("\\d{1,18}")) {
            return Optional.empty();
        }
        Object reason = spec.unknown().getOrDefault(REASON, "");
        return Optional.of(new Request(by.toString(), reason.toString(), Long.parseLong(at.toString())));
    }

    static boolean key(String name) {
        return name.equals(BY) || name.equals(REASON) || name.equals(AT);
    }
}
