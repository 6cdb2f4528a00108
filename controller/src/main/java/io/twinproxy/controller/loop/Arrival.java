package io.twinproxy.controller.loop;

import io.twinproxy.coordination.probe.ProbeProtocol;
import io.twinproxy.coordination.probe.Prober;
import io.twinproxy.coordination.probe.Target;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Hold;
import io.twinproxy.coordination.record.Member;
import io.twinproxy.coordination.record.Sight;
import io.twinproxy.coordination.settings.Address;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Sees a move to its end once the cloud says the endpoint has arrived: the new host's agent has verified the address in
 * its operating system, and a reply has come back through the endpoint. Loop's thread only.
 */
final class Arrival {
    /**
     * The longest a move waits to be verified. A leader that cannot reach the endpoint itself must not hold a pair in a
     * move for ever: the move then ends, and says that it was not verified.
     */
    static final Duration VERIFY_MAX = Duration.ofSeconds(15);

    /** Every clients' millisecond counts here, and it lasts only until the first reply. */
    private static final Duration PROBE = Duration.ofMillis(20);

    private static final Duration PROBE_TIMEOUT = Duration.ofMillis(250);

    private final Prober prober;
    private final Runnable onChange;
    private OptionalLong arrivedNanos = OptionalLong.empty();
    private Optional<Prober.Watch> watch = Optional.empty();

    Arrival(Prober prober, Runnable onChange) {
        this.prober = prober;
        this.onChange = onChange;
    }

    /** What is still missing, as a sentence; empty when nothing is. */
    record Check(boolean configured, boolean answered, String missing) {
        boolean done() {
            return configured && answered;
        }
    }

    Check check(
            Assignment assignment,
            Optional<Heartbeat> heartbeat,
            Optional<Member> member,
            Optional<String> address,
            long nowNanos) {
        if (arrivedNanos.isEmpty()) {
            arrivedNanos = OptionalLong.of(nowNanos);
            watch = member.flatMap(m -> target(m, address)).map(t -> prober.watch(t, s -> onChange.run()));
        }
        boolean follows = heartbeat
                .map(h -> h.follows() >= assignment.generation() && h.active())
                .orElse(false);
        boolean holds = heartbeat
                .map(h -> h.hold() == Hold.VERIFIED || h.hold() == Hold.NOT_NEEDED)
                .orElse(false);
        boolean answered = watch.map(w -> w.latest().sight() == Sight.ANSWERED).orElse(true);
        String missing = !follows
                ? "its agent does not follow the assignment yet"
                : !holds
                        ? "its operating system does not hold the address yet: "
                                + heartbeat.map(Heartbeat::holdDetail).orElse("")
                        : answered ? "" : "no reply has come through the endpoint yet";
        return new Check(follows && holds, answered, missing);
    }

    boolean overdue(long nowNanos) {
        return arrivedNanos.isPresent() && nowNanos - arrivedNanos.getAsLong() >= VERIFY_MAX.toNanos();
    }

    /** Begins anew: another move, or the endpoint went away again. */
    void reset() {
        arrivedNanos = OptionalLong.empty();
        watch.ifPresent(Prober.Watch::close);
        watch = Optional.empty();
    }

    /** Through the endpoint's own address where it is known; else the target group's health check has spoken already. */
    private static Optional<Target> target(Member member, Optional<String> address) {
        return address.filter(at -> !at.isEmpty())
                .flatMap(at -> ProbeProtocol.of(member.protocol()).flatMap(protocol -> {
                    // What the cloud tells is an address alone: the proxy's own port is meant.
                    Address to = Address.parse(at).orElseGet(() -> new Address(at, member.port()));
                    return to.port() < 1 || to.port() > 65535
                            ? Optional.empty()
                            : Optional.of(new Target(to.host(), to.port(), protocol, PROBE, PROBE_TIMEOUT, 1));
                }));
    }
}
