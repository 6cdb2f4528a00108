package io.twinproxy.proxy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Random memcached commands of every kind, right and wrong, over a few keys. Left out is what depends on the moment:
 * numbers that become shorter, and what meta commands know of counted items besides their value (memcached counts in place
 * or makes a new item, depending on whether an earlier reply with the old one is still being written), retrievals it refuses (it then forgets earlier replies that it has not written yet), and lifetimes of a few seconds.
 */
final class MixedCommands {
    private static final int KEYS = 40;
    private static final int NUMBERS = 10;
    private static final String LONG_KEY = "k".repeat(251);
    private static final List<String> MG_FLAGS =
            List.of("v", "v", "k", "Oab12", "q", "s", "t", "f", "c", "h", "l", "N1000", "T2000", "R1", "b");
    private static final List<String> MS_FLAGS = List.of(
            "k",
            "O77",
            "q",
            "F5",
            "T0",
            "T5000",
            "T-1",
            "I",
            "MS",
            "MA",
            "MP",
            "ME",
            "MR",
            "N900",
            "b",
            "C999999999",
            "c");
    private static final List<String> MD_FLAGS = List.of("q", "k", "Ox", "I", "T300", "C999999999", "b");
    private static final List<String> MA_FLAGS = List.of(
            "q",
            "k",
            "Oy",
            "v",
            "t",
            "c",
            "D7",
            "MI",
            "MD",
            "M+",
            "M-",
            "N0 J500000",
            "N800 J600000",
            "T0",
            "T600",
            "b",
            "C999999999");
    private static final List<String> WRONG_FLAGS = List.of(
            "q q", "Z", "\u0001", "O" + "o".repeat(40), "Tx", "Nx", "C", "M", "MX", "noreply", "-", "Dx", "v v");
    private static final List<String> WRONG = List.of(
            "",
            "   ",
            "nonsense",
            "GET key1",
            "get",
            "gets ",
            "gat",
            "gat 0",
            "gat x key1",
            "incr",
            "incr key1",
            "incr key1 x",
            "incr key1 -1",
            "incr key1 99999999999999999999",
            "decr " + LONG_KEY + " 1",
            "incr key1 x noreply",
            "touch",
            "touch key1",
            "touch key1 x",
            "touch key1 x noreply",
            "touch " + LONG_KEY + " 0",
            "delete",
            "delete key1 1",
            "delete key1 0 0",
            "delete " + LONG_KEY,
            "delete " + LONG_KEY + " noreply",
            "mg",
            "ms",
            "md",
            "ma",
            "me",
            "ms key1",
            "mg " + LONG_KEY + " v",
            "md " + LONG_KEY + " q",
            "me " + LONG_KEY,
            "mg Zm9 b",
            "mg a*b= b v",
            "ma a b",
            "me a b",
            "mx key1",
            "mgx key1",
            "mn x");
    /** To be sent alone. */
    static final List<String> WRONG_RETRIEVALS = List.of(
            "get " + LONG_KEY,
            "gets nokey " + LONG_KEY + " key2",
            "gat 0 nokey " + LONG_KEY,
            "gats -1 " + LONG_KEY,
            "gat x key1");

    private static final List<String> WRONG_STORAGE = List.of(
            "set key1 0 0",
            "set key1",
            "set key1 x 0 1",
            "set key1 -1 0 1",
            "set key1 0 x 1",
            "set key1 0 0 1 2 3",
            "cas key1 0 0 1",
            "cas key1 0 0 1 x",
            "cas key1 0 0 1 -1",
            "add " + LONG_KEY + " 0 0 1",
            "set " + LONG_KEY + " 0 0 1 noreply",
            "ms " + LONG_KEY + " 1",
            "ms " + LONG_KEY + " 1 q");

    private final Random random;
    private final boolean oneServer;

    /** @param oneServer whether cas numbers can be foreseen */
    MixedCommands(Random random, boolean oneServer) {
        this.random = random;
        this.oneServer = oneServer;
    }

    /** A command with its line end, and block if it has one. */
    String next() {
        return switch (random.nextInt(22)) {
            case 0, 1 -> storage("set", " " + random.nextInt(100) + lifetime(), "");
            case 2 -> storage(random.nextBoolean() ? "append" : "prepend", " 0 0", "");
            case 3 -> storage("add", " 1 0", "");
            case 4 -> storage("replace", " 4294967295 0", "");
            case 5 -> storage("cas", " 0 0", " " + cas());
            case 6, 7 ->
                (random.nextBoolean() ? "incr " : "decr ") + anyKey() + " " + random.nextInt(50) + quiet() + "\r\n";
            case 8 -> "delete " + anyKey() + (random.nextInt(4) == 0 ? " 0" : "") + quiet() + "\r\n";
            case 9 -> "touch " + anyKey() + lifetime() + quiet() + "\r\n";
            case 10, 11 -> (random.nextBoolean() ? "get" : "gets") + keys() + "\r\n";
            case 12 -> (random.nextBoolean() ? "gat" : "gats") + lifetime() + keys() + "\r\n";
            case 13, 14, 15 -> meta("mg", MG_FLAGS);
            case 16, 17 -> metaStorage();
            case 18 -> meta("md", MD_FLAGS);
            case 19 -> counting();
            case 20 ->
                random.nextBoolean() ? "mn\r\n" : "me " + (random.nextBoolean() ? key() : encoded() + " b") + "\r\n";
            default -> wrong();
        };
    }

    private String wrong() {
        if (random.nextInt(3) == 0) {
            return any(WRONG_STORAGE) + "\r\nx\r\n";
        }
        if (random.nextInt(150) == 0) {
            int bytes = 1_050_000 + random.nextInt(1000);
            String line = random.nextBoolean()
                    ? "set " + key() + " 0 0 " + bytes + quiet()
                    : "ms " + key() + " " + bytes + " q";
            return line + "\r\n" + "v".repeat(bytes) + "\r\n";
        }
        return any(WRONG) + "\r\n";
    }

    private String meta(String word, List<String> from) {
        String flags = flags(from);
        return word + " " + (base64(flags) ? encoded() : key()) + flags + "\r\n";
    }

    private String counting() {
        String flags = flags(MA_FLAGS);
        String key = flags.contains("N") ? number() : anyKey();
        return "ma " + (base64(flags) ? encoded(key) : key) + flags + "\r\n";
    }

    private String metaStorage() {
        String flags = flags(MS_FLAGS);
        String key = anyKey();
        String value = value(key);
        return "ms " + (base64(flags) ? encoded(key) : key) + " " + value.length() + flags + "\r\n" + value + "\r\n";
    }

    private String storage(String word, String between, String afterLength) {
        String key = anyKey();
        String value = value(key);
        return word + " " + key + between + " " + value.length() + afterLength + quiet() + "\r\n" + value + "\r\n";
    }

    private static boolean base64(String flags) {
        return (flags + " ").contains(" b ");
    }

    /** Some of the flags, in any order, seldom a wrong one among them. */
    private String flags(List<String> from) {
        List<String> flags = new ArrayList<>(from);
        Collections.shuffle(flags, random);
        flags = flags.subList(0, random.nextInt(6));
        if (random.nextInt(10) == 0) {
            flags.add(any(WRONG_FLAGS));
        }
        return flags.isEmpty() ? "" : " ".repeat(1 + random.nextInt(2)) + String.join(" ", flags);
    }

    private String any(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String key() {
        return "key" + random.nextInt(KEYS);
    }

    private String number() {
        return "n" + random.nextInt(NUMBERS);
    }

    private String anyKey() {
        return random.nextInt(4) == 0 ? number() : key();
    }

    private String encoded() {
        return encoded(key());
    }

    private static String encoded(String key) {
        return Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.US_ASCII));
    }

    private String keys() {
        StringBuilder keys = new StringBuilder();
        for (int i = random.nextInt(3) == 0 ? random.nextInt(30) : 0; i >= 0; i--) {
            keys.append(' ').append(random.nextInt(3) == 0 ? "missing" + random.nextInt(KEYS) : anyKey());
        }
        return keys.toString();
    }

    private String lifetime() {
        return switch (random.nextInt(8)) {
            case 0 -> " -1";
            case 1 -> " 5000";
            default -> " 0";
        };
    }

    private String quiet() {
        return random.nextInt(6) == 0 ? " noreply" : "";
    }

    private long cas() {
        return oneServer && random.nextBoolean() ? random.nextInt(20_000) : 999_999_999;
    }

    /** Numbers for counting, which stay as long as they are; anything else for other keys. */
    private String value(String key) {
        return key.startsWith("n") ? "" + (500_000 + random.nextInt(1000)) : "v".repeat(random.nextInt(1200));
    }
}
