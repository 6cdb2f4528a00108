package io.twinproxy.cli.verb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/**
 * Flags of nutcracker that mean nothing here. They are known, so that a start script made for nutcracker is told what to do
 * instead of each; taking one and doing nothing would be worse than refusing it.
 */
final class ProxyFlags {
    @Option(
            names = {"-d", "--daemonize"},
            hidden = true)
    private boolean daemonize;

    @Option(
            names = {"-D", "--describe-stats"},
            hidden = true)
    private boolean describe;

    @Option(
            names = {"-v", "--verbose"},
            hidden = true,
            paramLabel = "N")
    private Optional<String> verbose = Optional.empty();

    @Option(
            names = {"-i", "--stats-interval"},
            hidden = true,
            paramLabel = "MS")
    private Optional<String> interval = Optional.empty();

    @Option(
            names = {"-m", "--mbuf-size"},
            hidden = true,
            paramLabel = "BYTES")
    private Optional<String> buffer = Optional.empty();

    @Option(
            names = {"-p", "--pid-file"},
            hidden = true,
            paramLabel = "FILE")
    private Optional<String> pid = Optional.empty();

    /** One sentence for each that was given. */
    List<String> refusals() {
        List<String> refusals = new ArrayList<>();
        if (daemonize) {
            refusals.add(
                    "-d (--daemonize) is not taken: the proxy stays in the foreground; let systemd or the like run it");
        }
        if (describe) {
            refusals.add("-D (--describe-stats) is not taken: the fields have nutcracker's names and meanings");
        }
        if (verbose.isPresent()) {
            refusals.add("-v (--verbose) is not taken: a line is logged when something changes, to the error stream");
        }
        if (interval.isPresent()) {
            refusals.add("-i (--stats-interval) is not taken: statistics are counted as they are asked for");
        }
        if (buffer.isPresent()) {
            refusals.add("-m (--mbuf-size) is not taken: buffers have the size they need");
        }
        if (pid.isPresent()) {
            refusals.add("-p (--pid-file) is not taken: what starts the proxy knows its process id");
        }
        return List.copyOf(refusals);
    }
}
