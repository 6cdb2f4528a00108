package io.twinproxy.controller.act.command;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.decide.Placement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the operator's observe command said. Pure.
 *
 * @param holder the host it named; absent for nobody
 * @param unreadable why it cannot be told, if so
 */
public record CommandState(Optional<String> holder, Optional<String> unreadable) implements Observed {
    static CommandState held(String holder) {
        return new CommandState(Optional.of(holder), Optional.empty());
    }

    static CommandState nobody() {
        return new CommandState(Optional.empty(), Optional.empty());
    }

    static CommandState unreadable(String sentence) {
        return new CommandState(Optional.empty(), Optional.of(sentence));
    }

    @Override
    public Placement placement(List<Target> hosts, Optional<String> assigned) {
        if (unreadable.isPresent()) {
            return Placement.unknown(unreadable.get());
        }
        if (holder.isEmpty()) {
            return Placement.none("the observe command says nobody");
        }
        String named = "the observe command says " + holder.get();
        return hosts.stream().anyMatch(h -> h.host().equals(holder.get()))
                ? Placement.heldBy(holder.get(), named)
                : Placement.outside(named + ", no host of this pair");
    }

    @Override
    public Next next(Target wanted, Duration waited) {
        if (unreadable.isPresent()) {
            return Next.await(unreadable.get());
        }
        return holder.equals(Optional.of(wanted.host()))
                ? Next.arrived("the observe command says " + wanted.host())
                : Next.step(new MoveTo(wanted.host()));
    }

    @Override
    public boolean readable() {
        return unreadable.isEmpty();
    }

    @Override
    public String state() {
        return unreadable.isPresent()
                ? "unreadable"
                : holder.map(h -> "held by " + h).orElse("held by nobody");
    }
}
