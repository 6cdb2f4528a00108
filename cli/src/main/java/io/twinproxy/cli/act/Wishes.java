package io.twinproxy.cli.act;

import io.twinproxy.cli.look.Picture;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.settings.Nearest;
import java.util.Optional;

/** What several deeds refuse in the same words. Pure. */
final class Wishes {
    private Wishes() {}

    /** An intent that cannot be read cannot be rewritten without losing what it holds. */
    static Optional<String> intentUnreadable(Picture picture) {
        return picture.records()
                .intent()
                .problem()
                .map(p -> "the intent cannot be read, and writing it anew would lose what it says: " + p);
    }

    static Optional<String> unknownHost(Picture picture, String host) {
        if (picture.hosts().contains(host)) {
            return Optional.empty();
        }
        String hint = Nearest.to(host, picture.hosts())
                .map(near -> "did you mean " + near + "?")
                .orElse(
                        picture.hosts().isEmpty()
                                ? "no agent has ever been heard of"
                                : "its hosts: " + String.join(", ", picture.hosts()));
        return Optional.of(host + " is not a host of this pair; " + hint);
    }

    static String by(Request request) {
        return request.by() + " (" + request.reason() + ")";
    }
}
