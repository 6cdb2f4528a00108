package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The proxy answers as a single real memcached does, over one server and over three: random commands in batches, all
 * replies compared to the byte, except for what {@link Difference} lists. Skipped where memcached is not installed.
 * {@code -Dseed=N} repeats a run, {@code -Dcommands=N} makes it longer.
 */
@Tag("once")
class SameRepliesIT {
    private static final int COMMANDS = Integer.getInteger("commands", 100_000);
    private static final int BATCH = 60;
    private static final String MARK = "mg mark k\r\n";
    private static final long SEED = Long.getLong("seed", 20_261_123L);

    private static final Pattern META = Pattern.compile("VA |HD|EN |NS|NF|EX");

    private final List<AutoCloseable> open = new ArrayList<>();
    private ResourceLeakDetector.Level before;

    @BeforeEach
    void watchBuffersSeldom() {
        // The same paths are walked with every buffer watched elsewhere; here that would take minutes.
        before = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
    }

    @AfterEach
    void closeAll() throws Exception {
        ResourceLeakDetector.setLevel(before);
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        open.add(resource);
        return resource;
    }

    private int server() {
        return closing(Memcached.launch()).port();
    }

    private TextClient client(int port) {
        return closing(new TextClient(port));
    }

    private TextClient throughProxy(int... servers) {
        return client(Proxies.port(closing(Proxies.start(Proxies.config("hash: murmur", servers)))));
    }

    @Test
    void overOneServerAllRepliesAreThose() {
        compare(client(server()), throughProxy(server()), true);
    }

    @Test
    void overThreeServersAllRepliesAreThoseOfOne() {
        compare(client(server()), throughProxy(server(), server(), server()), false);
    }

    private static void compare(TextClient direct, TextClient through, boolean oneServer) {
        MixedCommands commands = new MixedCommands(new Random(SEED), oneServer);
        int differences = 0;
        for (int batch = 0; batch * BATCH < COMMANDS; batch++) {
            // In every other batch a mark behind each command tells whose reply a reply is.
            boolean apart = batch % 2 == 0;
            List<String> sent = new ArrayList<>();
            while (sent.size() < BATCH) {
                String command = commands.next();
                if (apart || mayDiffer(command).isEmpty()) {
                    sent.add(command);
                }
            }
            String end = "EN kend" + batch;
            String text = String.join(apart ? MARK : "", sent) + (apart ? MARK : "") + "mg end" + batch + " k\r\n";
            direct.send(text);
            through.send(text);
            String expected = comparable(direct.upTo(end), oneServer);
            String actual = comparable(through.upTo(end), oneServer);
            if (!actual.equals(expected)) {
                assertThat(apart)
                        .as("seed %d, batch %d: %s", SEED, batch, firstDifference(actual, expected))
                        .isTrue();
                differences += onlyKnownOnes(sent, expected.split("EN kmark\\|", -1), actual.split("EN kmark\\|", -1));
            }
        }
        assertThat(differences).as("known differences met").isPositive();
    }

    private static List<Difference> mayDiffer(String command) {
        String line = command.substring(0, command.indexOf('\r'));
        return Difference.IN_PASSING.stream()
                .filter(difference -> difference.command().matcher(line).matches())
                .toList();
    }

    private static int onlyKnownOnes(List<String> sent, String[] expected, String[] actual) {
        int differences = 0;
        for (int i = 0; i < sent.size(); i++) {
            String memcached = expected[i];
            String proxy = actual[i];
            if (!memcached.equals(proxy)) {
                differences++;
                assertThat(mayDiffer(sent.get(i)))
                        .as(
                                "seed %d: %s: %s instead of %s; before it came %s",
                                SEED,
                                shown(sent.get(i)),
                                proxy,
                                memcached,
                                shown(sent.subList(Math.max(0, i - 3), i).toString()))
                        .anyMatch(known -> known.memcached().equals(memcached)
                                && known.proxy().equals(proxy));
            }
        }
        return differences;
    }

    /** Each line of the list is as it says: what is no difference any more must go. */
    @Test
    void differencesAreAsListed() {
        int direct = server();
        int through = Proxies.port(closing(Proxies.start(Proxies.config("hash: murmur", server()))));
        SoftAssertions softly = new SoftAssertions();
        for (Difference known : Difference.ALONE) {
            String command = known.command().pattern();
            softly.assertThat(alone(direct, command))
                    .as("memcached: %s", command)
                    .matches(like(known.memcached()));
            softly.assertThat(alone(through, command)).as("proxy: %s", command).matches(like(known.proxy()));
        }
        softly.assertAll();
    }

    @Test
    void refusedRetrievalsAreAnsweredTheSame() {
        int direct = server();
        int through = Proxies.port(closing(Proxies.start(Proxies.config("hash: murmur", server()))));
        for (String command : MixedCommands.WRONG_RETRIEVALS) {
            assertThat(alone(through, command))
                    .as(command)
                    .isEqualTo(alone(direct, command))
                    .startsWith("CLIENT_ERROR");
        }
    }

    private static Predicate<String> like(String reply) {
        return reply.endsWith(".*")
                ? text -> text.startsWith(reply.substring(0, reply.length() - 2))
                : text -> text.equals(reply);
    }

    private static String alone(int port, String command) {
        String end = "EN kend";
        try (TextClient client = new TextClient(port)) {
            client.ask("delete k");
            client.send(command + "\r\nmg end k\r\n");
            String replies = client.upTo(end).replace("\r\n", "|");
            return replies.endsWith(end + "|")
                    ? replies.substring(0, replies.length() - end.length() - 1)
                    : replies + "<eof>";
        }
    }

    private static String firstDifference(String actual, String expected) {
        int at = 0;
        while (at < Math.min(actual.length(), expected.length()) && actual.charAt(at) == expected.charAt(at)) {
            at++;
        }
        int from = Math.max(0, at - 200);
        return "…" + actual.substring(from, Math.min(actual.length(), at + 200)) + "… instead of …"
                + expected.substring(from, Math.min(expected.length(), at + 200));
    }

    /** Without what differs from second to second, and cas numbers where they differ from server to server. */
    private static String comparable(String replies, boolean oneServer) {
        StringBuilder text = new StringBuilder();
        for (String line : replies.split("\r\n", -1)) {
            String kept = line;
            if (line.startsWith("ME ")) {
                kept = line.replaceAll("exp=-\\d\\d+|la=\\d+", "#");
                kept = oneServer ? kept : kept.replaceAll("cas=\\d+", "cas=#");
            } else if (META.matcher(line).lookingAt()) {
                kept = line.replaceAll(" ([tl])\\d+", " $1#");
                kept = oneServer ? kept : kept.replaceAll(" c\\d+", " c#");
            } else if (!oneServer && line.startsWith("VALUE ")) {
                kept = line.replaceAll("( \\d+ \\d+) \\d+$", "$1 #");
            }
            text.append(shown(kept)).append('|');
        }
        return text.toString();
    }

    /** Lengths stand beside the values, so long runs need not be seen in full. */
    private static String shown(String text) {
        return text.replaceAll("v{9,}", "v…");
    }
}
