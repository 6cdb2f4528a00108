package io.twinproxy.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.proxy.Leaks;
import io.twinproxy.proxy.TextClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a cache node must do, whatever it is made of: memcached, the built-in one, or a proxy in front of either. */
@ExtendWith(Leaks.class)
abstract class CacheContract {
    private TextClient client;

    /** The port of an empty cache. */
    abstract int port() throws Exception;

    @BeforeEach
    void connect() throws Exception {
        client = new TextClient(port());
    }

    @AfterEach
    void disconnect() {
        if (client != null) {
            client.close();
        }
    }

    @Test
    void storesAndGets() {
        assertThat(client.ask("set k 5 0 5\r\nhello")).isEqualTo("STORED");
        assertThat(client.ask("get k")).isEqualTo("VALUE k 5 5|hello|END");
        assertThat(client.ask("get other")).isEqualTo("END");
        assertThat(client.ask("set k 0 0 0\r\n")).isEqualTo("STORED");
        assertThat(client.ask("get k")).isEqualTo("VALUE k 0 0||END");
    }

    @Test
    void addsReplacesAppendsAndPrepends() {
        assertThat(client.ask("replace k 1 0 1\r\nx")).isEqualTo("NOT_STORED");
        assertThat(client.ask("append k 1 0 1\r\nx")).isEqualTo("NOT_STORED");
        assertThat(client.ask("add k 1 0 1\r\nb")).isEqualTo("STORED");
        assertThat(client.ask("add k 1 0 1\r\nx")).isEqualTo("NOT_STORED");
        assertThat(client.ask("append k 9 0 1\r\nc")).isEqualTo("STORED");
        assertThat(client.ask("prepend k 9 0 1\r\na")).isEqualTo("STORED");
        assertThat(client.ask("get k")).isEqualTo("VALUE k 1 3|abc|END");
        assertThat(client.ask("replace k 2 0 1\r\nz")).isEqualTo("STORED");
        assertThat(client.ask("get k")).isEqualTo("VALUE k 2 1|z|END");
    }

    @Test
    void comparesAndSets() {
        assertThat(client.ask("cas k 0 0 1 1\r\na")).isEqualTo("NOT_FOUND");
        assertThat(client.ask("set k 0 0 1\r\na")).isEqualTo("STORED");
        String token = client.ask("gets k").replaceAll("VALUE k 0 1 ([0-9]+)\\|a\\|END", "$1");
        assertThat(client.ask("cas k 0 0 1 " + token + "\r\nb")).isEqualTo("STORED");
        assertThat(client.ask("cas k 0 0 1 " + token + "\r\nc")).isEqualTo("EXISTS");
        assertThat(client.ask("get k")).isEqualTo("VALUE k 0 1|b|END");
    }

    @Test
    void counts() {
        assertThat(client.ask("incr n 1")).isEqualTo("NOT_FOUND");
        assertThat(client.ask("set n 0 0 2\r\n10")).isEqualTo("STORED");
        assertThat(client.ask("incr n 5")).isEqualTo("15");
        assertThat(client.ask("decr n 6")).isEqualTo("9");
        assertThat(client.ask("get n")).isEqualTo("VALUE n 0 2|9 |END");
        assertThat(client.ask("decr n 100")).isEqualTo("0");
        assertThat(client.ask("incr n 18446744073709551615")).isEqualTo("18446744073709551615");
        assertThat(client.ask("incr n 2")).isEqualTo("1");
        assertThat(client.ask("set n 0 0 3\r\nabc")).isEqualTo("STORED");
        assertThat(client.ask("incr n 1")).isEqualTo("CLIENT_ERROR cannot increment or decrement non-numeric value");
    }

    @Test
    void deletesAndTouches() {
        assertThat(client.ask("delete k")).isEqualTo("NOT_FOUND");
        assertThat(client.ask("touch k 10")).isEqualTo("NOT_FOUND");
        assertThat(client.ask("set k 0 0 1\r\na")).isEqualTo("STORED");
        assertThat(client.ask("touch k 100")).isEqualTo("TOUCHED");
        assertThat(client.ask("delete k 0")).isEqualTo("DELETED");
        assertThat(client.ask("set k 0 0 1\r\na")).isEqualTo("STORED");
        assertThat(client.ask("touch k -1")).isEqualTo("TOUCHED");
        assertThat(client.ask("get k")).isEqualTo("END");
        assertThat(client.ask("set k 0 -1 1\r\na")).isEqualTo("STORED");
        assertThat(client.ask("get k")).isEqualTo("END");
    }

    @Test
    void saysNothingWhenAskedTo() {
        client.send("set a 0 0 1 noreply\r\n1\r\nadd a 0 0 1 noreply\r\n2\r\nincr a 4 noreply\r\ndelete b noreply\r\n");
        assertThat(client.ask("get a")).isEqualTo("VALUE a 0 1|5|END");
    }

    @Test
    void getsManyInOrderWithDuplicatesAndWithoutMisses() {
        for (int i = 0; i < 20; i += 2) {
            assertThat(client.ask("set key" + i + " " + i + " 0 2\r\nv" + i % 10))
                    .isEqualTo("STORED");
        }
        assertThat(client.ask("get key8 key1 key0 key3 key8 key18 key2"))
                .isEqualTo(
                        "VALUE key8 8 2|v8|VALUE key0 0 2|v0|VALUE key8 8 2|v8|VALUE key18 18 2|v8|VALUE key2 2 2|v2|END");
        assertThat(client.ask("gets key1 key3 key5")).isEqualTo("END");
        assertThat(client.ask("gets key0 key4"))
                .matches("VALUE key0 0 2 [0-9]+\\|v0\\|VALUE key4 4 2 [0-9]+\\|v4\\|END");
    }

    @Test
    void answersInOrderWhenRequestsArePipelined() {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            requests.append("set p")
                    .append(i)
                    .append(" 0 0 4\r\n")
                    .append(1000 + i)
                    .append("\r\nget p")
                    .append(i)
                    .append("\r\n");
        }
        client.send(requests.toString());
        for (int i = 0; i < 1000; i++) {
            assertThat(client.reply()).isEqualTo("STORED");
            assertThat(client.reply()).isEqualTo("VALUE p" + i + " 0 4|" + (1000 + i) + "|END");
        }
    }

    @Test
    void takesValuesOfHalfAMegabyteAndRefusesTwo() {
        String large = "0123456789abcdef".repeat(1 << 15);
        assertThat(client.ask("set big 0 0 " + large.length() + "\r\n" + large)).isEqualTo("STORED");
        assertThat(client.ask("get big")).isEqualTo("VALUE big 0 " + large.length() + "|" + large + "|END");
        assertThat(client.ask("set big 0 0 " + 4 * large.length() + "\r\n" + large.repeat(4)))
                .isEqualTo("SERVER_ERROR object too large for cache");
        assertThat(client.ask("set k 0 0 1\r\na")).isEqualTo("STORED");
    }

    @Test
    void refusesABadLineAndGoesOn() {
        assertThat(client.ask("bogus")).isEqualTo("ERROR");
        assertThat(client.ask("incr k x")).isEqualTo("CLIENT_ERROR invalid numeric delta argument");
        assertThat(client.ask("get " + "k".repeat(251))).isEqualTo("CLIENT_ERROR bad command line format");
        assertThat(client.ask("version")).startsWith("VERSION ");
    }

    @Test
    void closesWhenTold() {
        client.send("set a 0 0 1\r\nx\r\nquit\r\nget a\r\n");
        assertThat(client.reply()).isEqualTo("STORED");
        assertThat(client.reply()).isEqualTo("<eof>");
    }
}
