package io.twinproxy.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.proxy.Leaks;
import io.twinproxy.proxy.Proxies;
import io.twinproxy.proxy.Proxy;
import io.twinproxy.proxy.Redis;
import io.twinproxy.proxy.RespClient;
import io.twinproxy.proxy.backend.Backend;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The proxy in front of real Redis processes; skipped where there is none. */
@ExtendWith(Leaks.class)
class RealRedisIT {
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        open.add(resource);
        return resource;
    }

    private Redis redis(String... settings) {
        return closing(Redis.launch(settings));
    }

    private Proxy proxy(String settings, Redis... servers) {
        int[] ports = new int[servers.length];
        for (int i = 0; i < ports.length; i++) {
            ports[i] = servers[i].port();
        }
        return closing(Proxies.start(Proxies.config("redis: true\n" + settings, ports)));
    }

    private RespClient client(Proxy proxy) {
        return closing(new RespClient(Proxies.port(proxy)));
    }

    /** Every way in which a reply is known to differ from a server's own. */
    @Test
    void differencesAreTheDocumentedOnes() {
        Redis server = redis();
        RespClient direct = closing(new RespClient(server.port()));
        RespClient through = client(proxy("", server));
        assertThat(direct.ask("nonsense a"))
                .isEqualTo("-ERR unknown command 'nonsense', with args beginning with: 'a' |");
        assertThat(through.ask("nonsense a")).isEqualTo("-ERR unknown command 'nonsense'|");
        assertThat(direct.ask("select 1")).isEqualTo("+OK|");
        assertThat(through.ask("select 1")).startsWith("-ERR SELECT takes 0 only");
        assertThat(through.ask("auth x")).isEqualTo("-ERR Client sent AUTH, but no password is set|");
        assertThat(through.ask("info")).contains("redis_version:7.0.0", "pool:pool", "servers_in:1");
        for (RedisCommand command : RedisCommand.values()) {
            if (command.why().isPresent()) {
                assertThat(through.ask(command.shown() + " a 1"))
                        .isEqualTo("-ERR command '" + command.shown() + "' is not passed on: "
                                + command.why().get().sentence() + "|");
            }
        }
        assertThat(through.ask("ping")).isEqualTo("+PONG|");
    }

    /** What a server of several says for {@code COMMAND INFO}: {@code name arity flags first last step …}. */
    @Test
    void tableAgreesWithTheServer() {
        RespClient direct = closing(new RespClient(redis().port()));
        int compared = 0;
        for (String name : topLevel(direct.ask("command list"))) {
            RedisCommand command = known(name);
            assertThat(command).as("%s is in the table", name).isNotNull();
            if (command.why().isPresent() || command.own()) {
                continue;
            }
            String[] said = direct.ask("command info " + name).split("\\|", -1);
            int at = 3;
            int arity = Integer.parseInt(said[at + 1].substring(1));
            int flags = Integer.parseInt(said[at + 2].substring(1));
            at += 3 + flags;
            assertThat(command.argumentsMin()).as("arguments of %s", name).isEqualTo(Math.abs(arity) - 1);
            String keys = said[at] + said[at + 1] + said[at + 2];
            switch (command.keys()) {
                case NONE -> assertThat(keys).as(name).isEqualTo(":0:0:0");
                case FIRST -> assertThat(keys).as(name).isEqualTo(":1:1:1");
                case FIRST_TWO -> assertThat(keys).as(name).isEqualTo(":1:2:1");
                case ALL -> assertThat(keys).as(name).isEqualTo(":1:-1:1");
                case ALL_FROM_SECOND -> assertThat(keys).as(name).isEqualTo(":2:-1:1");
                case PAIRS -> assertThat(keys).as(name).isEqualTo(":1:-1:2");
                // Keys that move are told by their own rules, which the server does not put into three numbers.
                default -> assertThat(keys).as(name).startsWith(":");
            }
            compared++;
        }
        assertThat(compared).isGreaterThan(150);
    }

    /** The names in an array of bulk strings that are not a subcommand's, nor the one that servers use among themselves. */
    private static List<String> topLevel(String array) {
        List<String> names = new ArrayList<>();
        int at = array.indexOf('|') + 1;
        while (at < array.length()) {
            int start = array.indexOf('|', at) + 1;
            int end = start + Integer.parseInt(array.substring(at + 1, start - 1));
            names.add(array.substring(start, end));
            at = end + 1;
        }
        names.removeIf(name -> name.contains("|") || name.equals("restore-asking"));
        return names;
    }

    private static RedisCommand known(String name) {
        for (RedisCommand command : RedisCommand.values()) {
            if (command.shown().equals(name)) {
                return command;
            }
        }
        return null;
    }

    @Test
    void spreadsKeysOverThreeServersAndRejoinsThem() {
        Redis[] servers = {redis(), redis(), redis()};
        RespClient client = client(proxy("hash: murmur", servers));
        StringBuilder mset = new StringBuilder("mset");
        StringBuilder keys = new StringBuilder();
        StringBuilder values = new StringBuilder("*100|");
        for (int i = 0; i < 100; i++) {
            mset.append(" key").append(i).append(" value").append(i);
            keys.append(" key").append(i);
            values.append('$')
                    .append(("value" + i).length())
                    .append("|value")
                    .append(i)
                    .append('|');
        }
        assertThat(client.ask(mset.toString())).isEqualTo("+OK|");
        assertThat(client.ask("mget" + keys)).isEqualTo(values.toString());
        assertThat(client.ask("exists" + keys + " key1 none")).isEqualTo(":101|");
        for (Redis server : servers) {
            String size = closing(new RespClient(server.port())).ask("dbsize");
            assertThat(Integer.parseInt(size.replaceAll("[:|]", ""))).isBetween(10, 60);
        }
        assertThat(client.ask("touch" + keys)).isEqualTo(":100|");
        assertThat(client.ask("unlink key0 key1 none")).isEqualTo(":2|");
        assertThat(client.ask("del" + keys)).isEqualTo(":98|");
        assertThat(client.ask("mget key1 key2")).isEqualTo("*2|$-1|$-1|");
        assertThat(client.ask("mset" + keys)).isEqualTo("+OK|");
        assertThat(client.ask("sunion" + keys)).isEqualTo("-ERR CROSSSLOT keys of 'sunion' lie on different servers|");
        assertThat(client.ask("zunion 4 key0 key1 key2 key3"))
                .isEqualTo("-ERR CROSSSLOT keys of 'zunion' lie on different servers|");
        assertThat(client.ask("eval return{} 0")).startsWith("-ERR 'eval' without a key names no server");
        String sha = client.ask("script load return'here'").split("\\|", -1)[1];
        assertThat(client.ask("script exists " + sha + " ffffffff")).isEqualTo("*2|:1|:0|");
        for (int i = 0; i < 20; i++) {
            assertThat(client.ask("evalsha " + sha + " 1 key" + i)).isEqualTo("$4|here|");
        }
    }

    @Test
    void passwordAndDatabaseAreGivenToEveryServer() {
        Redis[] servers = {redis("--requirepass", "secret"), redis("--requirepass", "secret")};
        RespClient client = client(proxy("redis_auth: secret\nredis_db: 3\npreconnect: true", servers));
        assertThat(client.ask("get k")).isEqualTo("-NOAUTH Authentication required|");
        assertThat(client.ask("auth wrong")).isEqualTo("-ERR invalid password|");
        assertThat(client.ask("auth secret")).isEqualTo("+OK|");
        for (int i = 0; i < 20; i++) {
            assertThat(client.ask("set k" + i + " v")).isEqualTo("+OK|");
        }
        RespClient three = client(proxy("redis_auth: secret\nredis_db: 3", servers));
        assertThat(three.ask("hello 3 AUTH default secret")).startsWith("%7|");
        assertThat(three.ask("get k1")).isEqualTo("$1|v|");
        assertThat(three.ask("hgetall none")).isEqualTo("%0|");
        int inThree = 0;
        for (Redis server : servers) {
            RespClient direct = closing(new RespClient(server.port()));
            assertThat(direct.ask("auth secret")).isEqualTo("+OK|");
            assertThat(direct.ask("dbsize")).isEqualTo(":0|");
            direct.ask("select 3");
            inThree += Integer.parseInt(direct.ask("dbsize").replaceAll("[:|]", ""));
        }
        assertThat(inThree).isEqualTo(20);
    }

    @Test
    void changedDatabaseReconnects() throws Exception {
        Redis server = redis();
        Proxy proxy = proxy("redis_db: 1", server);
        RespClient client = client(proxy);
        assertThat(client.ask("set k one")).isEqualTo("+OK|");
        proxy.reload(Proxies.config("redis: true\nredis_db: 2", server.port()));
        Awaitility.await().until(() -> client.ask("get k").equals("$-1|"));
        RespClient direct = closing(new RespClient(server.port()));
        direct.ask("select 1");
        assertThat(direct.ask("get k")).isEqualTo("$3|one|");
    }

    @Test
    void killedServerFailsItsKeysOnlyAndComesBack() {
        Redis a = redis();
        Redis b = redis();
        Proxy proxy = proxy("hash: murmur\ntimeout: 400\nserver_failure_limit: 1\nserver_retry_timeout: 200", a, b);
        RespClient client = client(proxy);
        for (int i = 0; i < 20; i++) {
            assertThat(client.ask("set k" + i + " v")).isEqualTo("+OK|");
        }
        b.kill();
        Awaitility.await()
                .until(() -> client.ask("get k1").startsWith("-ERR")
                        || client.ask("get k2").startsWith("-ERR")
                        || client.ask("get k3").startsWith("-ERR")
                        || client.ask("get k4").startsWith("-ERR"));
        assertThat(client.ask("mget k1 k2 k3 k4 k5 k6 k7 k8"))
                .matches("-ERR (Connection refused|Connection reset by peer|unknown)\\|");
        assertThat(client.ask("ping")).isEqualTo("+PONG|");
        b.start();
        Awaitility.await()
                .until(() -> client.ask("mget k1 k2 k3 k4 k5 k6 k7 k8").startsWith("*8|"));
        Awaitility.await()
                .until(() -> proxy.health().pools().get(0).backends().stream()
                        .allMatch(backend -> backend.state() == Backend.State.IN));
    }

    @Test
    void clientMayChangeItsProtocolInMidPipeline() {
        RespClient client = client(proxy("", redis()));
        StringBuilder wire = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            wire.append("HELLO ")
                    .append(2 + i % 2)
                    .append("\r\nHSET h f ")
                    .append(i)
                    .append("\r\nHGETALL h\r\n");
        }
        client.send(wire.toString());
        for (int i = 0; i < 100; i++) {
            assertThat(client.reply()).contains("proto");
            assertThat(client.reply()).isEqualTo(i == 0 ? ":1|" : ":0|");
            String value = "$" + ("" + i).length() + "|" + i + "|";
            assertThat(client.reply()).isEqualTo((i % 2 == 0 ? "*2|" : "%1|") + "$1|f|" + value);
        }
    }

    @Test
    void largeValuesPassBothWays() {
        RespClient client = client(proxy("", redis(), redis()));
        String big = "x".repeat(3_000_000);
        String other = "y".repeat(2_000_000);
        client.send(RespClient.wire("mset", "a", big, "b", other, "c", "small", "d", big));
        assertThat(client.reply()).isEqualTo("+OK|");
        client.send(RespClient.wire("mget", "d", "b", "c", "none", "a"));
        String all = client.reply();
        assertThat(all.equals("*5|$3000000|" + big + "|$2000000|" + other + "|$5|small|$-1|$3000000|" + big + "|"))
                .as("five values in their order")
                .isTrue();
    }

    @Test
    void commandWordsMatchInAnyCase() {
        RespClient client = client(proxy("", redis()));
        assertThat(client.ask("SeT k v")).isEqualTo("+OK|");
        for (RedisCommand command : RedisCommand.values()) {
            if (command.why().isEmpty() && !command.own() && command.keys() != Keys.NONE) {
                String mixed = command.name().substring(0, 1) + command.shown().substring(1);
                assertThat(client.ask(mixed))
                        .isEqualTo("-ERR wrong number of arguments for '"
                                + command.shown().toLowerCase(Locale.ROOT) + "' command|");
            }
        }
    }
}
