package io.twinproxy.controller.decide;

import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Hold;
import io.twinproxy.coordination.record.ProxyReport;
import io.twinproxy.coordination.record.Sight;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;

/** Evidence of one host for tests: begins healthy and ready, and is changed a piece at a time. */
final class Witness {
    static final String DIGEST = "d1";

    private static final Duration REFRESH = Duration.ofSeconds(5);
    private static final Duration LATE_AFTER = Duration.ofMillis(1500);

    private final String host;
    private boolean present = true;
    private boolean heard = true;
    private Duration age = REFRESH.plus(LATE_AFTER);
    private Sight seen = Sight.ANSWERED;
    private Sight peerSees = Sight.ANSWERED;
    private boolean serving = true;
    private boolean leaving;
    private boolean maintenance;
    private boolean enoughBackends = true;
    private String digest = DIGEST;
    private Optional<String> drained = Optional.empty();
    private Duration downFor = Duration.ZERO;
    private Optional<String> placeable = Optional.empty();

    private Witness(String host) {
        this.host = host;
    }

    static Witness healthy(String host) {
        return new Witness(host);
    }

    Witness gone() {
        present = false;
        return this;
    }

    Witness unheard() {
        heard = false;
        return this;
    }

    Witness late() {
        age = REFRESH.plus(LATE_AFTER).plusNanos(1);
        return this;
    }

    Witness seen(Sight leader, Sight peer) {
        seen = leader;
        peerSees = peer;
        return this;
    }

    Witness notServing() {
        serving = false;
        return this;
    }

    Witness stopping() {
        leaving = true;
        return this;
    }

    Witness inMaintenance() {
        maintenance = true;
        return this;
    }

    Witness cutOff() {
        enoughBackends = false;
        return this;
    }

    Witness pools(String other) {
        digest = other;
        return this;
    }

    Witness drainedBy(String why) {
        drained = Optional.of(why);
        return this;
    }

    Witness downFor(Duration time) {
        downFor = time;
        return this;
    }

    Witness unplaceable(String why) {
        placeable = Optional.of(why);
        return this;
    }

    Witness down() {
        return seen(Sight.REFUSED, Sight.REFUSED).downFor(Duration.ofMillis(40));
    }

    Witness suspect() {
        return seen(Sight.SILENT, Sight.ANSWERED);
    }

    Witness unseen() {
        return seen(Sight.UNKNOWN, Sight.UNKNOWN);
    }

    Evidence evidence() {
        return new Evidence(
                host,
                present,
                heard ? Optional.of(heartbeat()) : Optional.empty(),
                age,
                LATE_AFTER,
                seen,
                seen.down() ? "connect: " + seen : "",
                peerSees,
                "",
                drained,
                downFor,
                placeable);
    }

    HostView judged() {
        return Judge.judge(evidence(), Optional.of(DIGEST));
    }

    private Heartbeat heartbeat() {
        ProxyReport proxy = new ProxyReport(
                serving,
                serving ? "" : "its listener is closed",
                "10.0.0.1",
                22121,
                "memcache",
                digest,
                enoughBackends ? 2 : 0,
                2,
                enoughBackends);
        return new Heartbeat(
                "i1",
                1,
                0,
                REFRESH,
                Optional.of("i-" + host),
                Optional.of("eu-west-1a"),
                proxy,
                leaving,
                maintenance,
                Optional.empty(),
                Hold.NOT_NEEDED,
                "",
                1,
                false,
                "10.0.0.1:2525",
                new TreeMap<>());
    }
}
