package io.twinproxy.cli.shell;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * All a verb may touch of the world.
 *
 * @param out where results go, and nothing else
 * @param err where questions, progress and problems go
 * @param clock wall-clock time and zone, for people
 * @param nanos monotonic time, for deadlines
 * @param env the environment variables
 * @param user the operating system's user and this machine, as user@host; asked for only by what goes on record
 * @param ids makes a fresh id for a request
 */
public record Shell(
        PrintWriter out,
        PrintWriter err,
        Terminal terminal,
        Signals signals,
        Clock clock,
        LongSupplier nanos,
        SortedMap<String, String> env,
        Supplier<String> user,
        Stores stores,
        Supplier<String> ids) {
    /** The name recorded with what an operator asks. */
    public String operator() {
        String named = Variable.OPERATOR.in(env).strip();
        return named.isEmpty() ? user.get() : named;
    }

    public boolean colour() {
        return terminal.interactive()
                && Variable.NO_COLOR.in(env).isEmpty()
                && !Variable.TERM.in(env).equals("dumb");
    }

    public long nowMillis() {
        return clock.millis();
    }
}
