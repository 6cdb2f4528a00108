package io.twinproxy.cli.shell;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Collections;
import java.util.TreeMap;
import java.util.UUID;

/** The shell this process was started from. */
public final class ProcessShell {
    private ProcessShell() {}

    /** Everything real; only how a store is opened is the caller's to say. */
    public static Shell of(Stores stores) {
        return new Shell(
                new PrintWriter(System.out, false, Charset.defaultCharset()),
                new PrintWriter(System.err, false, Charset.defaultCharset()),
                new ProcessTerminal(),
                new ProcessSignals(),
                Clock.system(ZoneId.systemDefault()),
                System::nanoTime,
                Collections.unmodifiableSortedMap(new TreeMap<>(System.getenv())),
                System.getProperty("user.name", "unknown"),
                stores,
                () -> UUID.randomUUID().toString());
    }
}
