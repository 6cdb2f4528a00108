package io.twinproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.proxy.memcache.MemcacheProtocol;
import io.twinproxy.proxy.protocol.CommandFact;
import io.twinproxy.proxy.protocol.CommandFact.How;
import io.twinproxy.proxy.protocol.Protocol;
import io.twinproxy.proxy.redis.RedisProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The proxy's document says of every command what the code does with it. {@code -Drewrite=true} writes the tables. */
class ProxyDocTest {
    private static Path document() {
        return Path.of("..", "docs", "proxy.md").toAbsolutePath().normalize();
    }

    @Test
    void theDocumentSaysWhatBecomesOfEveryCommand() throws IOException {
        String expected = Files.readString(document());
        expected = Generated.block(expected, "commands: memcached", table(new MemcacheProtocol()));
        expected = Generated.block(expected, "commands: redis", table(new RedisProtocol()));
        if (Boolean.getBoolean("rewrite")) {
            Files.writeString(document(), expected);
        }
        assertThat(Files.readString(document()))
                .as("docs/proxy.md differs from the code; run this test with -Drewrite=true and read the diff")
                .isEqualTo(expected);
    }

    private static String table(Protocol protocol) {
        StringBuilder text = new StringBuilder("| what becomes of it | commands |\n| --- | --- |\n");
        for (How how : How.values()) {
            Map<String, List<CommandFact>> reasons = protocol.commands().stream()
                    .filter(fact -> fact.how() == how)
                    .collect(Collectors.groupingBy(CommandFact::why, LinkedHashMap::new, Collectors.toList()));
            reasons.forEach((why, facts) -> text.append("| ")
                    .append(how.sentence())
                    .append(why.isEmpty() ? "" : ": " + why)
                    .append(" | ")
                    .append(facts.stream().map(fact -> "`" + fact.word() + "`").collect(Collectors.joining(" ")))
                    .append(" |\n"));
        }
        return text.toString();
    }
}
