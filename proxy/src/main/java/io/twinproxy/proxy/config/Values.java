package io.twinproxy.proxy.config;

import io.twinproxy.proxy.hash.RingServer;
import java.time.Duration;
import java.util.Optional;

/** Reads single values; what is wrong with one is an {@link IllegalArgumentException} whose message says what is allowed. */
final class Values {
    private static final int PORT_MAX = 65535;
    private static final int MODE_MAX = 0777;
    /** What a unix socket address holds on Linux, without its final zero. */
    private static final int PATH_BYTES_MAX = 107;

    private Values() {}

    static int integer(String value, int least) {
        if (!value.matches("[0-9]+")) {
            throw new IllegalArgumentException("is " + quoted(value) + ", must be digits only");
        }
        String digits = value.replaceFirst("^0+(?=.)", "");
        if (digits.length() > 10 || Long.parseLong(digits) > Integer.MAX_VALUE || Long.parseLong(digits) < least) {
            throw new IllegalArgumentException(
                    "is " + quoted(value) + ", must be between " + least + " and " + Integer.MAX_VALUE);
        }
        return Integer.parseInt(digits);
    }

    static boolean bool(String value) {
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("is " + quoted(value) + ", must be true or false");
        };
    }

    static ListenAddress listen(String value) {
        if (value.startsWith("/")) {
            int space = value.lastIndexOf(' ');
            String path = space < 0 ? value : value.substring(0, space);
            if (path.length() > PATH_BYTES_MAX) {
                throw new IllegalArgumentException("has a path longer than " + PATH_BYTES_MAX + " bytes");
            }
            return new ListenAddress("", 0, path, space < 0 ? 0 : mode(value.substring(space + 1)));
        }
        int colon = value.lastIndexOf(':');
        String host = colon < 0 ? "" : unbracketed(value.substring(0, colon));
        if (host.isEmpty()) {
            throw new IllegalArgumentException("is " + quoted(value)
                    + ", must be host:port, [address]:port or /path of a unix socket with an optional" + " octal mode");
        }
        return ListenAddress.tcp(host, port(value.substring(colon + 1)));
    }

    /** A cluster's configuration endpoint: {@code host:port}. */
    static DiscoveryConfig discovery(String value, Duration interval) {
        int colon = value.lastIndexOf(':');
        String host = colon < 0 ? "" : unbracketed(value.substring(0, colon));
        if (host.isEmpty() || !host.matches("[A-Za-z0-9._:-]+")) {
            throw new IllegalArgumentException(
                    "is " + quoted(value) + ", must be host:port of a cluster's configuration endpoint");
        }
        return new DiscoveryConfig(host, port(value.substring(colon + 1)), interval);
    }

    /** {@code host:port:weight[ name]} or {@code /path:weight[ name]}, taken apart from the end as the original does. */
    static ServerConfig server(String value) {
        int space = value.lastIndexOf(' ');
        Optional<String> name = space < 0 ? Optional.empty() : Optional.of(value.substring(space + 1));
        String place = space < 0 ? value : value.substring(0, space);
        int colon = place.lastIndexOf(':');
        if (colon < 0 || name.filter(String::isEmpty).isPresent()) {
            throw malformed(value);
        }
        String weightText = place.substring(colon + 1);
        if (!weightText.matches("[0-9]+")) {
            throw new IllegalArgumentException("is " + quoted(value) + ", its weight must be digits: host:port:weight");
        }
        int weight = weight(value, weightText);
        String address = place.substring(0, colon);
        if (address.startsWith("/")) {
            if (address.indexOf(':') >= 0) {
                throw malformed(value);
            }
            return new ServerConfig(name.orElse(RingServer.nameOf(address)), "", 0, address, weight);
        }
        int portColon = address.lastIndexOf(':');
        String written = portColon < 0 ? "" : address.substring(0, portColon);
        String host = unbracketed(written);
        if (host.isEmpty()) {
            throw malformed(value);
        }
        int port = port(address.substring(portColon + 1));
        return new ServerConfig(name.orElse(RingServer.nameOf(written, port)), host, port, "", weight);
    }

    private static int weight(String value, String text) {
        try {
            return integer(text, 1);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "is " + quoted(value) + ", its weight must be between 1 and " + Integer.MAX_VALUE, e);
        }
    }

    private static IllegalArgumentException malformed(String value) {
        return new IllegalArgumentException("is " + quoted(value)
                + ", must be host:port:weight or /path:weight, then optionally a space and a name");
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > PORT_MAX) {
            throw new IllegalArgumentException("has port " + quoted(text) + ", must be 1 to " + PORT_MAX);
        }
        return Integer.parseInt(text);
    }

    private static int mode(String text) {
        if (!text.matches("[0-7]{1,6}") || Integer.parseInt(text, 8) > MODE_MAX) {
            throw new IllegalArgumentException("has mode " + quoted(text) + ", must be octal, at most 0777");
        }
        return Integer.parseInt(text, 8);
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    static String quoted(String value) {
        return "\"" + value + "\"";
    }
}
