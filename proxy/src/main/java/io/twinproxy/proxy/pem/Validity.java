package io.twinproxy.proxy.pem;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a careful operator should know of the times of certificates. */
public final class Validity {
    /** Two weeks: time enough to renew one by hand. */
    private static final Duration NOTICE = Duration.ofDays(14);

    private Validity() {}

    /** A sentence for each certificate that has expired, is not valid yet, or soon expires. */
    public static List<String> warnings(List<X509Certificate> certificates, Instant now) {
        List<String> warnings = new ArrayList<>();
        for (X509Certificate certificate : certificates) {
            String who = "the certificate of " + certificate.getSubjectX500Principal();
            Instant from = certificate.getNotBefore().toInstant();
            Instant until = certificate.getNotAfter().toInstant();
            if (until.isBefore(now)) {
                warnings.add(who + " has expired at " + until);
            } else if (from.isAfter(now)) {
                warnings.add(who + " is not valid before " + from);
            } else if (until.isBefore(now.plus(NOTICE))) {
                warnings.add(who + " expires at " + until + ", in "
                        + Duration.between(now, until).toDays() + " days");
            }
        }
        return warnings;
    }
}
