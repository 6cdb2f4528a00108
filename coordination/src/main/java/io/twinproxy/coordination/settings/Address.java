package io.twinproxy.coordination.settings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen or connect. Not resolved: a name is looked up when it is used.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without its brackets
 * @param port 0 to 65535; to listen on, 0 is any free one
 */
public record Address(String host, int port) {
    /** What may be written where one can be connected to, for messages. */
    public static final String ALLOWED = "host:port, port 1 to 65535, an IPv6 address in brackets";

    private static final Pattern TEXT = Pattern.compile(
            "(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9])?)):(\\d{1,5})");
    private static final Pattern IPV4 =
            Pattern.compile("((25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(25[0-5]|2[0-4]\\d|1?\\d?\\d)");
    private static final Pattern DIGITS = Pattern.compile("[0-9.]+");

    /** Empty for anything else: nothing that only looks like an address gets any further. */
    public static Optional<Address> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > 65535) {
            return Optional.empty();
        }
        String bracketed = matcher.group(1);
        String host = bracketed == null ? matcher.group(2) : bracketed;
        boolean literal = bracketed == null && DIGITS.matcher(host).matches();
        return literal && !isIpv4(host)
                ? Optional.empty()
                : Optional.of(new Address(host, Integer.parseInt(matcher.group(3))));
    }

    /** One that can be connected to: its port is not 0. */
    public static Optional<Address> reachable(String text) {
        return parse(text).filter(address -> address.port > 0);
    }

    /** Whether this is an IPv4 address in four decimal parts, which no name server need be asked for. */
    public static boolean isIpv4(String text) {
        return IPV4.matcher(text).matches();
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
