package io.twinproxy.cli.verb;

import io.twinproxy.proxy.MemoryMax;
import io.twinproxy.proxy.ProxyOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * Flags of nutcracker beyond the file and the statistics port, so that a start script made for it goes on working.
 */
final class ProxyFlags {
    private static final int VERBOSITY_MAX = 11;
    private static final int THREADS_MAX = 256;
    private static final int CHUNK_MIN = 512;
    private static final int CHUNK_MAX = 16 << 20;

    @Option(
            names = {"-V", "--version"},
            description = "Print the version.")
    private boolean version;

    @Option(
            names = {"-D", "--describe-stats"},
            description = "Print what the statistics mean.")
    private boolean describe;

    @Option(
            names = {"-v", "--verbose"},
            paramLabel = "N",
            defaultValue = "5",
            description = "How much to log, 0 to 11: 3 errors, 4 warnings, 5 and 6 changes, 7 more; ${DEFAULT-VALUE}"
                    + " unless given. SIGTTIN and SIGTTOU change it by one.")
    private int verbosity;

    @Option(
            names = {"-p", "--pid-file"},
            paramLabel = "FILE",
            description = "Where to write the process id while it serves.")
    private Optional<Path> pid = Optional.empty();

    @Option(
            names = {"-i", "--stats-interval"},
            paramLabel = "MS",
            description = "Taken for nutcracker's sake: statistics are always fresh.")
    private Optional<Integer> interval = Optional.empty();

    @Option(
            names = {"-m", "--mbuf-size"},
            paramLabel = "BYTES",
            description = "Taken for nutcracker's sake: buffers have the size they need.")
    private Optional<Integer> chunk = Optional.empty();

    @Option(
            names = {"-d", "--daemonize"},
            description =
                    "Serve in the background: ends once the proxy serves, or with the reason why it does not. Without"
                            + " -o what the proxy logs is lost then.")
    private boolean daemonize;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many threads serve, each with connections of its own to every server, 1 to 256; half the"
                    + " processors unless given.")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--memory-max",
            paramLabel = "SIZE",
            description = "How much all requests and replies may take together, such as 512m; half of the JVM's direct"
                    + " memory unless given. Beyond it requests are refused with an error.")
    private Optional<String> memoryMax = Optional.empty();

    private Optional<Path> log = Optional.empty();

    /** In nutcracker's language {@code -o} is the log file; every other verb means the format of its output. */
    static void takeOutput(CommandLine proxy) {
        CommandSpec spec = proxy.getCommandSpec();
        ProxyFlags flags = ((ProxyVerb) spec.userObject()).flags();
        spec.remove(spec.findOption("-o"));
        spec.addOption(OptionSpec.builder("-o", "--output")
                .paramLabel("FILE")
                .type(Path.class)
                .description("Where to log, instead of the error stream; SIGHUP opens it anew.")
                .setter(new ISetter() {
                    @Override
                    @SuppressWarnings("unchecked") // What picocli wants of a setter.
                    public <T> T set(T value) {
                        flags.log = Optional.ofNullable((Path) value);
                        return value;
                    }
                })
                .build());
    }

    boolean version() {
        return version;
    }

    boolean describe() {
        return describe;
    }

    /** What the flags say of how the proxy serves. */
    ProxyOptions over(ProxyOptions defaults) {
        ProxyOptions options = threads.map(defaults::withEventLoops).orElse(defaults);
        return memoryMax
                .flatMap(MemoryMax::parse)
                .map(options::withMemoryBytesMax)
                .orElse(options);
    }

    boolean daemonize() {
        return daemonize;
    }

    /** What is given above the most counts as the most, as nutcracker has it. */
    int verbosity() {
        return Math.min(verbosity, VERBOSITY_MAX);
    }

    Optional<Path> pidFile() {
        return pid;
    }

    Optional<Path> logFile() {
        return log;
    }

    /** One sentence for each that cannot be. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (verbosity < 0) {
            problems.add("-v (--verbose) is " + verbosity + "; it must be 0 to " + VERBOSITY_MAX);
        }
        threads.filter(n -> n < 1 || n > THREADS_MAX)
                .ifPresent(n -> problems.add("--threads is " + n + "; it must be 1 to " + THREADS_MAX));
        memoryMax
                .filter(text -> MemoryMax.parse(text).isEmpty())
                .ifPresent(text -> problems.add("--memory-max is '" + text + "'; it must be " + MemoryMax.ALLOWED));
        interval.filter(i -> i < 0)
                .ifPresent(i -> problems.add("-i (--stats-interval) is " + i + "; it must be milliseconds"));
        chunk.filter(c -> c < CHUNK_MIN || c > CHUNK_MAX)
                .ifPresent(c -> problems.add(
                        "-m (--mbuf-size) is " + c + "; it must be " + CHUNK_MIN + " to " + CHUNK_MAX + " bytes"));
        return List.copyOf(problems);
    }
}
