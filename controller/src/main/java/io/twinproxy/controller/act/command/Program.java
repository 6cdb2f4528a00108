package io.twinproxy.controller.act.command;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program and its arguments without a shell: bounded in time, in the output kept and in the readers left
 * behind. After its time it is killed together with its descendants; one that has cut itself loose from its parents is
 * out of reach, so the readers it keeps busy are bounded instead. Any thread.
 */
final class Program {
    /** How long output may still come after the program has ended: a pipe is emptied within milliseconds. */
    static final Duration LINGER = Duration.ofMillis(100);
    /** Two for each of eight programs whose children hold the output open. */
    private static final int READERS_MAX = 16;

    private final Semaphore readers = new Semaphore(READERS_MAX);
    private final Duration timeout;

    Program(Duration timeout) {
        this.timeout = timeout;
    }

    /** Runs it with these variables over the inherited ones; an empty value unsets the variable. */
    Result run(List<String> command, SortedMap<String, String> environment) {
        if (!readers.tryAcquire(2)) {
            return notStarted("it is not started, since earlier runs left children behind that hold its output open");
        }
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(command);
            environment.forEach((name, value) -> {
                if (value.isEmpty()) {
                    builder.environment().remove(name);
                } else {
                    builder.environment().put(name, value);
                }
            });
            process = builder.start();
        } catch (IOException e) {
            readers.release(2);
            return notStarted(Optional.ofNullable(e.getMessage()).orElse("it does not start"));
        }
        noInput(process);
        Output out = new Output(process.getInputStream(), false, readers::release);
        Output err = new Output(process.getErrorStream(), true, readers::release);
        boolean ended = await(process);
        if (!ended) {
            kill(process);
        }
        String said = out.text(LINGER);
        String complained = err.text(LINGER);
        return ended
                ? new Result(Result.Ending.EXITED, process.exitValue(), said, complained)
                : new Result(Result.Ending.TIMED_OUT, -1, said, complained);
    }

    private static Result notStarted(String sentence) {
        return new Result(Result.Ending.NOT_STARTED, -1, "", sentence);
    }

    private static void noInput(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // The program has closed its end already, which is all that is wanted.
        }
    }

    /** An interrupt ends the program as the timeout does, and stays set for whoever sent it. */
    private boolean await(Process process) {
        try {
            return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whoever its descendants are is asked first: once their parent is gone they are not found any more. */
    private static void kill(Process process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
