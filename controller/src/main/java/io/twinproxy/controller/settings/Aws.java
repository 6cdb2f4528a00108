package io.twinproxy.controller.settings;

import io.twinproxy.coordination.settings.Durations;
import io.twinproxy.coordination.settings.Key;
import io.twinproxy.coordination.settings.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the cloud is called.
 *
 * @param region where; when absent nothing on AWS can be moved, only endpoints of kind {@code command}
 * @param endpoint another endpoint than AWS's own, such as an emulator's
 * @param callTimeout the longest one call may take, reply included; a lease must outlast it. A call is attempted once:
 *     before the next the leader looks again
 */
public record Aws(Optional<String> region, Optional<URI> endpoint, Duration callTimeout) {
    public static final Key REGION = new Key(
            "region",
            "an AWS region such as eu-west-1",
            "(none: only endpoints of kind command can be moved)",
            "Where the pairs' endpoints are; neither the environment nor the instance is asked.");
    public static final Key ENDPOINT = new Key(
            "endpoint", "an http or https URL", "(AWS's own)", "Where EC2 and ELB are called: for an emulator.");
    public static final Key CALL_TIMEOUT = new Key(
            "call-timeout",
            "a duration, 100ms to 60s, less than 60 % of session",
            "(half of session)",
            "The longest one call to the cloud may take, its reply included. A call is tried once; then the leader looks again.");

    public static final List<Key> KEYS = List.of(REGION, ENDPOINT, CALL_TIMEOUT);

    /**
     * A session's lease is renewed by pings a third of it apart, and loses a margin for clocks that run apart: a call
     * that took 60 % or more would often find the lease too short, and nothing could be moved.
     */
    private static final int PERCENT_OF_SESSION = 60;

    static Aws read(Section section, Duration session) {
        Duration half = session.dividedBy(2);
        Aws aws = new Aws(
                section.word(REGION, Aws::region, Optional.empty()),
                section.word(ENDPOINT, Aws::url, Optional.empty()),
                section.has(CALL_TIMEOUT)
                        ? section.word(
                                CALL_TIMEOUT, text -> Durations.parse(text).filter(Aws::allowed), half)
                        : half);
        if (aws.callTimeout.multipliedBy(100).compareTo(session.multipliedBy(PERCENT_OF_SESSION)) >= 0) {
            section.problem(
                    CALL_TIMEOUT,
                    "is " + Durations.text(aws.callTimeout) + "; it must be less than 60 % of session, which is "
                            + Durations.text(session)
                            + ": the lease must outlast a call, and needs the rest to be renewed in");
        }
        return aws;
    }

    private static boolean allowed(Duration duration) {
        return duration.compareTo(Duration.ofMillis(100)) >= 0 && duration.compareTo(Duration.ofSeconds(60)) <= 0;
    }

    private static Optional<Optional<String>> region(String text) {
        return text.matches("[a-z]{2,4}(-[a-z]+)+-\\d{1,2}") ? Optional.of(Optional.of(text)) : Optional.empty();
    }

    private static Optional<Optional<URI>> url(String text) {
        try {
            URI uri = new URI(text);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return web && uri.getHost() != null ? Optional.of(Optional.of(uri)) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
