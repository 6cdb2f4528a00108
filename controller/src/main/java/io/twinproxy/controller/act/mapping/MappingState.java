package io.twinproxy.controller.act.mapping;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.decide.Placement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where an address leads, as the cloud said at one moment, and the next step from there. Pure.
 *
 * @param what the address, or its id
 * @param led one for each place that says where it leads
 * @param address what clients connect to, where that is known
 * @param mac of the interface that it leads to, where that is known
 * @param fixed why it cannot be led anywhere else; empty while it can
 * @param unreadable why nothing can be told; empty when something can
 * @param refused the cloud will go on saying so until someone mends something
 */
public record MappingState(
        String what,
        List<Led> led,
        Optional<String> address,
        Optional<String> mac,
        Optional<String> fixed,
        Optional<String> unreadable,
        boolean refused)
        implements Observed {
    public MappingState {
        led = List.copyOf(led);
    }

    static MappingState unreadable(String what, String sentence, boolean refused) {
        return new MappingState(
                what, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(sentence), refused);
    }

    static MappingState readable(
            String what, List<Led> led, Optional<String> address, Optional<String> mac, Optional<String> fixed) {
        return new MappingState(what, led, address, mac, fixed, Optional.empty(), false);
    }

    /**
     * A holder is whom every place leads to. Places that disagree leave the endpoint with nobody: to lead all of them
     * to the assigned host is what mends it.
     */
    @Override
    public Placement placement(List<Target> hosts, Optional<String> assigned) {
        if (unreadable.isPresent()) {
            return Placement.unknown(unreadable.get());
        }
        boolean agreed =
                led.stream().map(l -> l.instance().or(l::towards)).distinct().count() == 1;
        if (!agreed || led.get(0).reachesNobody()) {
            return Placement.none(sentence());
        }
        return Target.on(led.get(0).instance(), hosts, assigned)
                .map(host -> Placement.heldBy(host, sentence()))
                .orElseGet(() -> Placement.outside(sentence() + ", no host of this pair"));
    }

    @Override
    public Next next(Target wanted, Duration waited) {
        if (wanted.instance().isEmpty()) {
            return Next.stuck(wanted.host() + " has not said its EC2 instance id: set 'instance' in its agent.yml");
        }
        if (unreadable.isPresent()) {
            return Next.await(unreadable.get());
        }
        String instance = wanted.instance().get();
        Optional<Led> astray = led.stream().filter(l -> !l.to(instance)).findFirst();
        if (astray.isEmpty()) {
            return Next.arrived(sentence());
        }
        return fixed.map(Next::stuck)
                .orElseGet(() -> Next.step(new Lead(
                        what, astray.get().place(), instance, astray.get().nowhere())));
    }

    @Override
    public boolean readable() {
        return unreadable.isEmpty();
    }

    @Override
    public String state() {
        return unreadable.isPresent() ? "unreadable" : sentence();
    }

    private String sentence() {
        return what + " " + led.stream().map(Led::words).collect(Collectors.joining(", "));
    }

    @Override
    public Optional<String> interfaceMac() {
        return mac;
    }

    @Override
    public Optional<String> interfaceAddress() {
        return address;
    }
}
