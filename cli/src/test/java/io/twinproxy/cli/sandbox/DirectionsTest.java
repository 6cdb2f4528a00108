package io.twinproxy.cli.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.twinproxy.proxy.cache.BuiltinCache;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the sandbox tells people to type is typed. */
class DirectionsTest {
    @Test
    void theSuggestedRequestGetsAReplyWithNothingInstalledButBash() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "bash is not installed");
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (BuiltinCache cache = BuiltinCache.start(any, 1 << 20)) {
            Process process = new ProcessBuilder(
                            "sh", "-c", Sandbox.asking(new InetSocketAddress(any.getAddress(), cache.port())))
                    .redirectErrorStream(true)
                    .start();
            try {
                assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(said).startsWith("VERSION ");
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }
}
