package io.twinproxy.agent.os;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs {@code ip} as a process: an argument list and no shell, ended by force when it takes too long, and no more of its
 * output read than is bounded. Reading needs no privilege; changing needs CAP_NET_ADMIN, and without it says so.
 */
final class ProcessIp implements Ip {
    /** It asks the kernel and ends; this long only on a machine that is in trouble anyway. */
    private static final Duration WITHIN = Duration.ofSeconds(2);

    private static final int OUTPUT_BYTES_MAX = 1 << 20;

    private final List<String> program;

    /** {@code program} is {@code ip} and whatever stands before the arguments, such as {@code -n NAMESPACE}. */
    ProcessIp(List<String> program) {
        this.program = List.copyOf(program);
    }

    @Override
    public Output run(List<String> arguments) {
        List<String> command = new ArrayList<>(program);
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            Executor later = CompletableFuture.delayedExecutor(WITHIN.toNanos(), TimeUnit.NANOSECONDS);
            // Said before it is done: whoever reads of the end must know whose doing it was.
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<Void> limit = CompletableFuture.runAsync(
                    () -> {
                        over.set(true);
                        process.destroyForcibly();
                    },
                    later);
            try (InputStream out = process.getInputStream()) {
                process.getOutputStream().close();
                String text = new String(out.readNBytes(OUTPUT_BYTES_MAX), StandardCharsets.UTF_8).strip();
                if (!process.waitFor(WITHIN.toNanos(), TimeUnit.NANOSECONDS) || over.get()) {
                    return new Output(Output.NOT_RUN, "ip took longer than " + WITHIN.toSeconds() + "s");
                }
                return new Output(process.exitValue(), text);
            } finally {
                limit.cancel(false);
                process.destroyForcibly();
            }
        } catch (IOException e) {
            return new Output(Output.NOT_RUN, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Output(Output.NOT_RUN, "ip was interrupted");
        }
    }
}
