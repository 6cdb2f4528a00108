package io.twinproxy.cli;

import io.twinproxy.cli.shell.Shell;
import io.twinproxy.cli.shell.Signals;
import io.twinproxy.cli.shell.Terminal;
import io.twinproxy.coordination.UnavailableException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The command as it runs, in a world that can be looked at. */
final class Bench {
    final FakeStore store = new FakeStore();
    final TreeMap<String, String> env = new TreeMap<>();
    final Deque<String> answers = new ArrayDeque<>();
    final List<Runnable> interrupts = new CopyOnWriteArrayList<>();
    final Map<String, Runnable> heard = new ConcurrentSkipListMap<>();
    final List<String> opened = new CopyOnWriteArrayList<>();
    boolean terminal;
    boolean unreachable;
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    record Run(int code, String out, String err) {}

    Run run(String... args) {
        out = new StringWriter();
        err = new StringWriter();
        int code = new Command(shell()).run(args);
        return new Run(code, out.toString(), err.toString());
    }

    /** What is on the output so far, of a run on another thread. */
    String outSoFar() {
        return out.toString();
    }

    String errSoFar() {
        return err.toString();
    }

    Shell shell() {
        Terminal person = new Terminal() {
            @Override
            public boolean interactive() {
                return terminal;
            }

            @Override
            public Optional<String> answer() {
                return Optional.ofNullable(answers.poll());
            }
        };
        Signals signals = new Signals() {
            @Override
            public Handle onInterrupt(Runnable last) {
                interrupts.add(last);
                return () -> interrupts.remove(last);
            }

            @Override
            public Handle onSignal(String name, Runnable action) {
                heard.put(name, action);
                return () -> heard.remove(name);
            }
        };
        return new Shell(
                new PrintWriter(out),
                new PrintWriter(err),
                person,
                signals,
                Clock.fixed(Instant.ofEpochMilli(World.NOW), ZoneOffset.UTC),
                System::nanoTime,
                env,
                () -> "oper@desk",
                (hosts, access) -> {
                    opened.add(hosts);
                    if (unreachable) {
                        throw new UnavailableException("connection refused");
                    }
                    return store;
                },
                () -> "wish-1");
    }
}
