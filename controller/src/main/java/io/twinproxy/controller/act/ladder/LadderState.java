package io.twinproxy.controller.act.ladder;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.eni.Attachment;
import io.twinproxy.controller.act.eni.EniState;
import io.twinproxy.controller.act.eni.EniState.Phase;
import io.twinproxy.controller.act.mapping.Lead;
import io.twinproxy.controller.act.mapping.MappingState;
import io.twinproxy.controller.decide.Placement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The interface, and the address of it that clients use. As long as the interface has the address, the interface is what
 * moves: detached gracefully, after {@code force-after} by force, and after twice that the address leaves it for the
 * wanted host's own interface. From then on only the address moves, in one call each time, until someone gives it back
 * to the interface. Pure.
 *
 * @param eni the interface as last seen
 * @param ip the address that clients use
 * @param elsewhere where the address leads; empty as long as the interface has it
 */
public record LadderState(EniState eni, String ip, Optional<MappingState> elsewhere) implements Observed {
    @Override
    public Placement placement(List<Target> hosts, Optional<String> assigned) {
        return elsewhere.map(led -> led.placement(hosts, assigned)).orElseGet(() -> eni.placement(hosts, assigned));
    }

    @Override
    public Next next(Target wanted, Duration waited) {
        return elsewhere.map(led -> led.next(wanted, waited)).orElseGet(() -> rung(wanted, waited));
    }

    /**
     * An interface that hangs between two instances for so long is given up; one that cannot reach a host is not. On its
     * way up elsewhere it is first given time to arrive, so each rung comes one {@code force-after} later.
     */
    private Next rung(Target wanted, Duration waited) {
        boolean elsewhereUp = eni.phase() == Phase.ATTACHING
                && !eni.attachment().flatMap(Attachment::instance).equals(wanted.instance());
        Duration deadline = eni.spec().forceAfter().multipliedBy(elsewhereUp ? 3 : 2);
        boolean between = eni.phase() == Phase.DETACHING || eni.phase() == Phase.ATTACHING;
        boolean over = between && waited.compareTo(deadline) >= 0;
        return over && wanted.instance().isPresent()
                ? Next.step(new Lead(ip, "", wanted.instance().get(), false))
                : eni.next(wanted, waited);
    }

    @Override
    public boolean readable() {
        return eni.readable() && elsewhere.map(MappingState::readable).orElse(true);
    }

    @Override
    public String state() {
        return elsewhere
                .map(led -> led.state() + ", not to " + eni.spec().networkInterface())
                .orElseGet(eni::state);
    }

    @Override
    public Optional<String> interfaceMac() {
        return elsewhere.map(MappingState::mac).orElseGet(eni::interfaceMac);
    }

    @Override
    public Optional<String> interfaceAddress() {
        return Optional.of(ip);
    }
}
