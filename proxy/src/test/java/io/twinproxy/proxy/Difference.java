package io.twinproxy.proxy;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A command that the proxy answers otherwise than a memcached 1.6.18 does, and why. Line ends are shown as {@code |}.
 *
 * @param command what it looks like, without its block
 * @param memcached its reply
 * @param proxy the proxy's reply
 */
record Difference(Pattern command, String memcached, String proxy, String reason) {
    private static final String BAD_FORMAT = "CLIENT_ERROR bad command line format|";
    private static final String BLOCK = "The block of a refused command is read past. memcached takes it for commands.";
    private static final String STRICT =
            "What memcached reads in some way or other, though it is no number or one word too many, is refused: versions"
                    + " of it differ in how they read it.";
    private static final String NOREPLY =
            "noreply means no reply. memcached sends some errors all the same, which its clients take for the next reply.";
    private static final String STREAM =
            "Nobody can tell where the next command begins. The connection ends; memcached takes the rest for commands.";
    private static final String OWN = "The proxy speaks for itself.";
    private static final String ONE = "It would be for one server, or for all of them at once.";

    /** Both connections go on after these, so they may come in the midst of others. */
    static final List<Difference> IN_PASSING = List.of(
            of("(set|add) k{251} 0 0 1", BAD_FORMAT + "ERROR|", BAD_FORMAT, BLOCK),
            of("set k{251} 0 0 1 noreply", "ERROR|", "", BLOCK),
            of("ms k{251} 1( q)?", BAD_FORMAT + "ERROR|", BAD_FORMAT, BLOCK),
            of("(set key1 (x 0|-1 0|0 x)|cas key1 0 0 1) (1|x|-1)", BAD_FORMAT + "ERROR|", BAD_FORMAT, BLOCK),
            of("(set key1 0 0 1 2 3|cas key1 0 0 1)", "ERROR|ERROR|", "ERROR|", BLOCK),
            of("set .* noreply", "SERVER_ERROR object too large for cache|", "", NOREPLY),
            of("gat 0", "END|", "ERROR|", "A command without a key belongs to no server."));

    /** The proxy ends the connection after some of these, or memcached changes what it holds; so each is tried alone. */
    static final List<Difference> ALONE = List.of(
            of("set k 0 0 -1", BAD_FORMAT, BAD_FORMAT + "<eof>", STREAM),
            of("set k 0 0 x", BAD_FORMAT, BAD_FORMAT + "<eof>", STREAM),
            of("ms k -1", BAD_FORMAT, BAD_FORMAT + "<eof>", STREAM),
            of("set k 0 0 1\r\nxx", "CLIENT_ERROR bad data chunk|ERROR|", "CLIENT_ERROR bad data chunk|<eof>", STREAM),
            of("get a\rb", "END|", "CLIENT_ERROR line holds a zero byte or a stray carriage return|<eof>", STREAM),
            of("set k 4294967296 0 1\r\nx", "STORED|", BAD_FORMAT, STRICT),
            of("set k +1 0 1\r\nx", "STORED|", BAD_FORMAT, STRICT),
            of("set k 0 0 1 foo\r\nx", "STORED|", "ERROR|", STRICT),
            of("set k 0 99999999999 1\r\nx", "STORED|", BAD_FORMAT, STRICT),
            of("cas k 0 0 1 1 foo\r\nx", "NOT_FOUND|", "ERROR|", STRICT),
            of("touch k 0 foo", "NOT_FOUND|", "ERROR|", STRICT),
            of("incr k 1 2", "NOT_FOUND|", "ERROR|", STRICT),
            of("gat 99999999999 k", "END|", "CLIENT_ERROR invalid exptime argument|", STRICT),
            of("me k x", "EN|", BAD_FORMAT, STRICT),
            of(
                    "mg k 1 2 3 4 5 6 7 8 9 0 a b c d e f g",
                    "CLIENT_ERROR invalid flag|",
                    "CLIENT_ERROR options flags are too long|",
                    STRICT),
            of("bget k", "END|", "ERROR|", "An alias of get that no document of memcached names."),
            of("version", "VERSION .*", "VERSION 1.6.0-twinproxy|", OWN),
            of("stats", "STAT pid .*", "STAT pid .*", OWN),
            of("stats items", "END|", "CLIENT_ERROR the proxy has no stats with arguments.*", OWN),
            of("flush_all", "OK|", "CLIENT_ERROR unsupported command 'flush_all': .*", ONE),
            of("flush_all noreply", "", "", ONE),
            of("verbosity 1", "OK|", "CLIENT_ERROR unsupported command 'verbosity': .*", ONE),
            of("cache_memlimit 64", "OK|", "CLIENT_ERROR unsupported command 'cache_memlimit': .*", ONE),
            of("lru_crawler disable", "OK|", "CLIENT_ERROR unsupported command 'lru_crawler': .*", ONE),
            of("shutdown", "ERROR: shutdown not enabled|", "CLIENT_ERROR unsupported command 'shutdown': .*", ONE));

    private static Difference of(String command, String memcached, String proxy, String reason) {
        return new Difference(Pattern.compile(command, Pattern.DOTALL), memcached, proxy, reason);
    }
}
