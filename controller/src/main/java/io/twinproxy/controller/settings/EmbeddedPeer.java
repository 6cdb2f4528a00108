package io.twinproxy.controller.settings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One server of an embedded ensemble: where the other servers reach it, for following and for electing. */
public record EmbeddedPeer(String host, int peerPort, int electionPort) {
    private static final Pattern TEXT = Pattern.compile("([A-Za-z0-9._-]+)(?::(\\d{1,5}):(\\d{1,5}))?");

    static Optional<EmbeddedPeer> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String peer = matcher.group(2);
        String election = matcher.group(3);
        EmbeddedPeer parsed = new EmbeddedPeer(
                matcher.group(1),
                peer == null ? 2888 : Integer.parseInt(peer),
                election == null ? 3888 : Integer.parseInt(election));
        return port(parsed.peerPort) && port(parsed.electionPort) && parsed.peerPort != parsed.electionPort
                ? Optional.of(parsed)
                : Optional.empty();
    }

    private static boolean port(int number) {
        return number >= 1 && number <= 65535;
    }
}
