package io.twinproxy.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.twinproxy.proxy.Leaks;
import io.twinproxy.proxy.RespClient;
import io.twinproxy.proxy.protocol.ClientRequest;
import io.twinproxy.proxy.protocol.Front;
import io.twinproxy.proxy.protocol.Spread;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(Leaks.class)
class RedisReaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "get a|TOGETHER a",
                "MGET a b a|BY_KEY a b a",
                "mset a 1 b 2|BY_KEY a b",
                "exists a|BY_KEY a",
                "sinter a b|TOGETHER a b",
                "sinterstore d a b|TOGETHER d a b",
                "bitop and d a b|TOGETHER d a b",
                "msetnx a 1 b 2|TOGETHER a b",
                "rename a b|TOGETHER a b",
                "lmove a b LEFT RIGHT|TOGETHER a b",
                "zunion 2 a b WEIGHTS 1 2|TOGETHER a b",
                "zunionstore d 2 a b|TOGETHER d a b",
                "zunion 3 a b|ALONE",
                "zinter 0 a|ALONE",
                "zdiff x a|ALONE",
                "sintercard 02 a b|ALONE",
                "lmpop 2 a b LEFT|TOGETHER a b",
                "eval s 2 a b c|TOGETHER a b",
                "evalsha s 1 a|TOGETHER a",
                "eval s 0 a|ALONE",
                "eval s 9 a|ALONE",
                "object encoding a|TOGETHER a",
                "object help|ANYWHERE",
                "memory usage a|TOGETHER a",
                "xread COUNT 2 STREAMS a b 0 0|TOGETHER a b",
                "xread STREAMS a b 0|ALONE",
                "xreadgroup GROUP g c NOACK STREAMS a >|TOGETHER a",
                "xadd a * f v|TOGETHER a",
                "sort a LIMIT 0 1 STORE b|TOGETHER b a",
                "sort a BY w_*|ALONE",
                "sort a BY nosort GET #|TOGETHER a",
                "sort a GET o_*|ALONE",
                "georadius a 0 0 1 m STORE b|TOGETHER b a",
                "georadiusbymember a m 1 m STOREDIST b|TOGETHER b a",
                "command docs|ANYWHERE",
                "script load x|EVERYWHERE",
                "script exists x|EVERYWHERE",
            })
    void knowsWhereTheKeysAre(String line, String expected) {
        RedisReader reader = reader(Fronts.OPEN, RespClient.wire(line.split(" ", -1)));
        ClientRequest request = reader.next();
        StringBuilder text = new StringBuilder(request.spread().name());
        for (int key = 0; key < request.keyCount(); key++) {
            text.append(' ')
                    .append(request.wire()
                            .toString(request.keyStart(key), request.keyLength(key), StandardCharsets.US_ASCII));
        }
        assertThat(text.toString()).isEqualTo(expected);
        if (request.spread() == Spread.ALONE || (expected.startsWith("TOGETHER") && request.keyCount() > 1)) {
            assertThat(request.refusal()).isNotEmpty();
        }
        request.release();
        reader.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ping|+PONG",
                "PING hi|'$2\r\nhi'",
                "ping a b|-ERR wrong number of arguments for 'ping' command",
                "echo hi|'$2\r\nhi'",
                "select 0|+OK",
                "select 1|'-ERR SELECT takes 0 only: the pool is one database, which its redis_db says'",
                "quit|+OK",
                "auth x|'-ERR Client sent AUTH, but no password is set'",
                "get|-ERR wrong number of arguments for 'get' command",
                "mset a 1 b|-ERR wrong number of arguments for 'mset' command",
                "nonsense a|-ERR unknown command 'nonsense'",
                "hello 4|-NOPROTO unsupported protocol version",
                "hello x|-ERR Protocol version is not an integer or out of range",
                "hello 3 bogus|-ERR Syntax error in HELLO option 'bogus'",
                "client setname me|+OK",
                "client getname|$-1",
                "client setinfo LIB-NAME x|+OK",
            })
    void answersItself(String line, String answer) {
        assertThat(answers(Fronts.OPEN, RespClient.wire(line.split(" ", -1)))).isEqualTo(answer + "\r\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "blpop k 0|blpop",
                "subscribe c|subscribe",
                "multi|multi",
                "keys *|keys",
                "move k 1|move",
                "config get x|config",
                "client list|client list",
                "script kill|script kill",
                "memory doctor|memory doctor",
                "xread BLOCK 0 STREAMS a 0|xread ... block",
            })
    void refusesByNameAndGoesOn(String line, String name) {
        String answers = answers(Fronts.OPEN, RespClient.wire(line.split(" ", -1)) + "PING\r\n");
        assertThat(answers)
                .startsWith("-ERR command '" + name + "' is not passed on: ")
                .endsWith("\r\n+PONG\r\n");
    }

    @Test
    void asksStrangersForThePassword() {
        Front front = new Fronts(Optional.of("secret"));
        assertThat(answers(front, "PING\r\nGET k\r\nnonsense\r\nAUTH wrong\r\nAUTH secret\r\nPING\r\n"))
                .isEqualTo("""
                        -NOAUTH Authentication required|-NOAUTH Authentication required|\
                        -NOAUTH Authentication required|-ERR invalid password|+OK|+PONG|""".replace("|", "\r\n"));
        assertThat(answers(front, "AUTH default secret\r\nPING\r\nAUTH other secret\r\nPING\r\n"))
                .isEqualTo("+OK\r\n+PONG\r\n-ERR invalid password\r\n-NOAUTH Authentication required\r\n");
        assertThat(answers(front, "HELLO 3\r\n")).startsWith("-NOAUTH HELLO must be called");
        assertThat(answers(front, "HELLO 3 AUTH default secret SETNAME me\r\nCLIENT GETNAME\r\n"))
                .startsWith("%7\r\n$6\r\nserver")
                .endsWith("$2\r\nme\r\n");
        assertThat(answers(front, "QUIT\r\nPING\r\n")).isEqualTo("+OK\r\n");
    }

    @Test
    void malformedStreamIsAnsweredAndEnds() {
        RedisReader reader = reader(Fronts.OPEN, "PING\r\n*1\r\n$x\r\nPING\r\n");
        ClientRequest ping = reader.next();
        assertThat(ping.last()).isFalse();
        ping.release();
        ClientRequest last = reader.next();
        assertThat(last.last()).isTrue();
        assertThat(last.faulty()).isTrue();
        assertThat(text(last.localReply(Fronts.OPEN))).isEqualTo("-ERR Protocol error: invalid bulk length\r\n");
        assertThat(reader.next()).isNull();
        reader.close();
    }

    @Test
    void changingTheProtocolHoldsBackWhatFollows() {
        RedisReader reader = reader(Fronts.OPEN, "HELLO 3\r\nHELLO\r\nGET k\r\nHELLO 2\r\nGET k\r\n");
        ClientRequest hello = reader.next();
        assertThat(hello.barrier()).isTrue();
        hello.release();
        ClientRequest again = reader.next();
        assertThat(again.barrier()).isFalse();
        again.release();
        ClientRequest get = reader.next();
        assertThat(get.variant()).isEqualTo(RedisProtocol.RESP3);
        get.release();
        ClientRequest back = reader.next();
        assertThat(back.barrier()).isTrue();
        back.release();
        ClientRequest last = reader.next();
        assertThat(last.variant()).isEqualTo(RedisProtocol.RESP2);
        last.release();
        reader.close();
    }

    @Test
    void partsHoldTheirKeysAndValues() {
        String big = "x".repeat(20_000);
        RedisReader reader = reader(Fronts.OPEN, RespClient.wire("MSET", "a", "1", "bb", big, "c", "", "a", "2"));
        ClientRequest request = reader.next();
        ClientRequest part = request.part(PooledByteBufAllocator.DEFAULT, new int[] {1, 3, 0}, 2);
        request.release();
        assertThat(part.wire().toString(StandardCharsets.US_ASCII))
                .isEqualTo(RespClient.wire("mset", "bb", big, "a", "2"));
        assertThat(part.wire().toString(part.keyStart(1), part.keyLength(1), StandardCharsets.US_ASCII))
                .isEqualTo("a");
        part.release();
        reader.close();
    }

    private static RedisReader reader(Front front, String stream) {
        RedisReader reader = new RedisReader(PooledByteBufAllocator.DEFAULT, 1 << 20, front);
        reader.feed(RespDecoderTest.buffer(stream));
        return reader;
    }

    private static String answers(Front front, String stream) {
        RedisReader reader = reader(front, stream);
        StringBuilder answers = new StringBuilder();
        ClientRequest request;
        while ((request = reader.next()) != null) {
            assertThat(request.local()).isTrue();
            answers.append(text(request.localReply(front)));
        }
        reader.close();
        return answers.toString();
    }

    private static String text(ByteBuf reply) {
        String text = reply.toString(StandardCharsets.UTF_8);
        reply.release();
        return text;
    }
}
