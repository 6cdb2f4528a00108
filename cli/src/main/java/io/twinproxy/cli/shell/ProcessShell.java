package io.twinproxy.cli.shell;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
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
                ProcessShell::user,
                stores,
                () -> UUID.randomUUID().toString());
    }

    private static String user() {
        return System.getProperty("user.name", "unknown") + "@" + host();
    }

    /** Linux says its name without asking the network, which elsewhere may take a while and fail. */
    private static String host() {
        try {
            Path kernel = Path.of("/proc/sys/kernel/hostname");
            return Files.isReadable(kernel)
                    ? Files.readString(kernel).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
