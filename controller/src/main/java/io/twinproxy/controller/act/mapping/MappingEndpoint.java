package io.twinproxy.controller.act.mapping;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.Findings;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Preflight;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** An address that the cloud leads to one host. Decides nothing. Called by one worker thread at a time. */
public final class MappingEndpoint implements Endpoint {
    /**
     * A read may answer from before an accepted call for a while. Leading the address again sooner than this would only
     * use up calls.
     */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

    private final MappingCalls calls;
    private final HostInterfaces interfaces;
    private final Duration callTimeout;
    private final LongSupplier nanos;
    private Optional<Lead> accepted = Optional.empty();
    private long acceptedNanos;

    /** {@code callTimeout} is what the clients are set to; {@code nanos} a monotonic clock. */
    public MappingEndpoint(MappingCalls calls, HostInterfaces interfaces, Duration callTimeout, LongSupplier nanos) {
        this.calls = calls;
        this.interfaces = interfaces;
        this.callTimeout = callTimeout;
        this.nanos = nanos;
    }

    @Override
    public Observed observe() {
        return look();
    }

    /** The same, in this kind's own words. */
    public MappingState look() {
        return calls.look();
    }

    @Override
    public Outcome run(Step step) {
        if (!(step instanceof Lead lead)) {
            throw new IllegalArgumentException("'" + step.sentence() + "' is no step of an address");
        }
        long begun = nanos.getAsLong();
        if (accepted.filter(a -> a.instance().equals(lead.instance())
                                && a.place().equals(lead.place()))
                        .isPresent()
                && begun - acceptedNanos < ASK_AGAIN.toNanos()) {
            return Outcome.pending("", "AWS is already to " + step.sentence());
        }
        HostInterfaces.Found found = interfaces.find(lead.instance(), callTimeout);
        Duration left = callTimeout.minusNanos(nanos.getAsLong() - begun);
        if (found.networkInterface().isEmpty()) {
            return found.otherwise();
        }
        if (left.toMillis() <= 0) {
            return Outcome.pending("", "to find its interface took all of the call's time");
        }
        Outcome outcome = calls.lead(lead, found.networkInterface().get(), left);
        if (outcome.kind() == Outcome.Kind.DONE) {
            accepted = Optional.of(lead);
            acceptedNanos = begun;
        } else {
            accepted = Optional.empty();
            interfaces.forget(lead.instance());
        }
        return outcome;
    }

    @Override
    public Preflight preflight(List<Target> hosts) {
        Findings findings = new Findings();
        findings.identities(hosts);
        MappingState seen = calls.look();
        seen.unreadable().ifPresent(seen.refused() ? findings::bars : findings::unanswered);
        seen.fixed().ifPresent(findings::bars);
        calls.check(seen, interfaces.learn(hosts, findings), findings);
        return findings.preflight();
    }

    @Override
    public Duration callTimeout() {
        return callTimeout;
    }
}
