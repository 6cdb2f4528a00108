package io.twinproxy.proxy.cache;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** The items of a {@link BuiltinCache}, least recently used first, with memcached's rules. For one thread. */
final class CacheItems {
    /** What memcached refuses by default. */
    static final int VALUE_BYTES_MAX = 1024 * 1024;

    private static final long RELATIVE_SECONDS_MAX = 60L * 60 * 24 * 30;
    private static final long NEVER = Long.MAX_VALUE;
    private static final BigInteger WRAP = BigInteger.ONE.shiftLeft(64);

    /** One value; an exptime of {@link #NEVER} or the second from which it is gone. */
    @SuppressWarnings("ArrayRecordComponent") // Never written to, and never compared.
    record Item(String flags, byte[] value, long expires, long cas) {}

    private final Map<String, Item> items = new LinkedHashMap<>(16, 0.75f, true);
    private final long bytesMax;
    private final LongSupplier seconds;
    private long bytes;
    private long lastCas;

    CacheItems(long bytesMax, LongSupplier seconds) {
        this.bytesMax = bytesMax;
        this.seconds = seconds;
    }

    Optional<Item> get(String key) {
        Item item = items.get(key);
        if (item != null && item.expires() <= seconds.getAsLong()) {
            remove(key);
            return Optional.empty();
        }
        return Optional.ofNullable(item);
    }

    void put(String key, String flags, byte[] value, long exptime) {
        keep(key, flags, value, expires(exptime));
    }

    void replaceValue(String key, Item old, byte[] value) {
        keep(key, old.flags(), value, old.expires());
    }

    void touch(String key, Item old, long exptime) {
        items.put(key, new Item(old.flags(), old.value(), expires(exptime), old.cas()));
    }

    private void keep(String key, String flags, byte[] value, long expires) {
        remove(key);
        items.put(key, new Item(flags, value, expires, ++lastCas));
        bytes += key.length() + value.length;
        while (bytes > bytesMax && items.size() > 1) {
            remove(items.keySet().iterator().next());
        }
    }

    void remove(String key) {
        Item gone = items.remove(key);
        if (gone != null) {
            bytes -= key.length() + gone.value().length;
        }
    }

    /** The number after adding or taking away, as memcached counts: up wraps at 64 bits, down stops at 0. */
    Optional<String> count(String key, Item old, BigInteger delta) {
        String text = new String(old.value(), StandardCharsets.ISO_8859_1).strip();
        if (!text.matches("[0-9]{1,20}") || new BigInteger(text).compareTo(WRAP) >= 0) {
            return Optional.empty();
        }
        BigInteger sum = new BigInteger(text).add(delta);
        String result = (delta.signum() < 0 ? sum.max(BigInteger.ZERO) : sum.mod(WRAP)).toString();
        // memcached counts down in place and pads with spaces what has become shorter.
        String stored = result.length() < old.value().length
                ? result + " ".repeat(old.value().length - result.length())
                : result;
        replaceValue(key, old, stored.getBytes(StandardCharsets.ISO_8859_1));
        return Optional.of(result);
    }

    private long expires(long exptime) {
        if (exptime == 0) {
            return NEVER;
        }
        long now = seconds.getAsLong();
        return exptime < 0 ? now : exptime <= RELATIVE_SECONDS_MAX ? now + exptime : exptime;
    }
}
