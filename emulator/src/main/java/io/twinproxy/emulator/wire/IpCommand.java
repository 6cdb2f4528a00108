package io.twinproxy.emulator.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the ip command with an argument list, for a bounded time and with bounded output; needs root. */
public final class IpCommand {
    private static final int OUTPUT_MAX = 64 * 1024;

    private final Duration timeout;

    public IpCommand(Duration timeout) {
        this.timeout = timeout;
    }

    /** The command's output; a failure says what was run and what it said. */
    public String run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try {
            // The output of these commands fits the pipe, so waiting first cannot block the command.
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(String.join(" ", command) + " took longer than " + timeout);
            }
            String output = new String(process.getInputStream().readNBytes(OUTPUT_MAX), StandardCharsets.UTF_8).trim();
            if (process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + output);
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(String.join(" ", command) + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
