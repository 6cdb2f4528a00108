package io.twinproxy.proxy;

import io.netty.util.internal.PlatformDependent;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory requests and replies may take in all, as people write it. */
public final class MemoryMax {
    /** Below this a few clients with ordinary values would fill it. */
    public static final long BYTES_MIN = 16 << 20;

    /** What may be written. */
    public static final String ALLOWED = "a size such as 512m or 2g, at least 16m and at most the JVM's direct memory";

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})([kmg]?)", Pattern.CASE_INSENSITIVE);

    private MemoryMax() {}

    /**
     * Half of what the JVM may take outside its heap, which is as much as its heap unless told otherwise. The other half
     * is for what lies between: free parts of chunks, and what threads keep for the next buffer.
     */
    public static long standard() {
        return Math.max(BYTES_MIN, PlatformDependent.maxDirectMemory() / 2);
    }

    /** Reads bytes, or a number with k, m or g behind it; empty for what is not {@link #ALLOWED}. */
    public static Optional<Long> parse(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            return Optional.empty();
        }
        int shift = switch (size.group(2).toLowerCase(Locale.ROOT)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
        long number = Long.parseLong(size.group(1));
        long most = Math.max(BYTES_MIN, PlatformDependent.maxDirectMemory());
        return number <= most >> shift && number << shift >= BYTES_MIN
                ? Optional.of(number << shift)
                : Optional.empty();
    }
}
