package io.twinproxy.controller.act.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How AWS is reached.
 *
 * @param region such as {@code eu-west-1}
 * @param endpoint where both APIs are, for an emulator or a VPC endpoint; AWS's own addresses when absent
 * @param callTimeout the longest one call may take, reply included; a lease must outlast it
 */
public record AwsSettings(String region, Optional<URI> endpoint, Duration callTimeout) {
    /** Well above a healthy call's few hundred milliseconds, and below the lease a controller usually has left. */
    public static final Duration CALL_TIMEOUT = Duration.ofMillis(2500);

    public static AwsSettings of(String region, Optional<URI> endpoint) {
        return new AwsSettings(region, endpoint, CALL_TIMEOUT);
    }

    /**
     * Whether the endpoint is an emulator: AWS's own and every VPC endpoint speak TLS, so plain {@code http} cannot be
     * AWS. An emulator asks for no real credentials.
     */
    boolean emulated() {
        return endpoint.map(e -> "http"
                        .equals(Optional.ofNullable(e.getScheme())
                                .map(s -> s.toLowerCase(Locale.ROOT))
                                .orElse("")))
                .orElse(false);
    }
}
