package io.twinproxy.controller.act.ladder;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Preflight;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.eni.EniEndpoint;
import io.twinproxy.controller.act.eni.EniState;
import io.twinproxy.controller.act.eni.EniState.Phase;
import io.twinproxy.controller.act.mapping.Lead;
import io.twinproxy.controller.act.mapping.MappingEndpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An interface with a fallback. Where the address is is asked only once the interface no longer has it. Called by one
 * worker thread at a time.
 */
public final class LadderEndpoint implements Endpoint {
    private final EniEndpoint eni;
    private final MappingEndpoint address;
    private final String ip;

    public LadderEndpoint(EniEndpoint eni, MappingEndpoint address, String ip) {
        this.eni = eni;
        this.address = address;
        this.ip = ip;
    }

    @Override
    public Observed observe() {
        return look();
    }

    private LadderState look() {
        EniState seen = eni.look();
        boolean has = seen.phase() == Phase.UNREADABLE || seen.addresses().contains(ip);
        return new LadderState(seen, ip, has ? Optional.empty() : Optional.of(address.look()));
    }

    @Override
    public Outcome run(Step step) {
        return step instanceof Lead ? address.run(step) : eni.run(step);
    }

    /** What bars the fallback alone bars no move: it is only the last rung. */
    @Override
    public Preflight preflight(List<Target> hosts) {
        Preflight first = eni.preflight(hosts);
        Preflight last = address.preflight(hosts);
        List<String> warnings = new ArrayList<>(first.warnings());
        last.general().forEach(reason -> warnings.add("fallback: " + reason));
        last.hosts()
                .forEach((host, reasons) -> reasons.stream()
                        .filter(reason ->
                                !first.hosts().getOrDefault(host, List.of()).contains(reason))
                        .forEach(reason -> warnings.add("fallback to " + host + ": " + reason)));
        last.warnings().forEach(warning -> warnings.add("fallback: " + warning));
        LadderState seen = look();
        seen.elsewhere()
                .filter(led -> led.unreadable().isEmpty())
                .ifPresent(led -> warnings.add(led.state()
                        + ": only the address moves until it is given back to the interface, which docs/operating.md"
                        + " says how to do"));
        return new Preflight(first.general(), first.hosts(), warnings, first.answered() && last.answered());
    }

    @Override
    public Duration callTimeout() {
        return eni.callTimeout();
    }
}
