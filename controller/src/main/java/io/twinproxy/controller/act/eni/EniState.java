package io.twinproxy.controller.act.eni;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.decide.Placement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the cloud said of the interface at one moment, and the next step from there. Pure.
 *
 * @param attachment absent when it hangs on nothing, or when the cloud did not say on what
 * @param mac travels with the interface, as its private address does
 * @param addresses all of its private ones
 * @param zone an interface never leaves it
 * @param unreadable why nothing can be told; empty unless the phase is {@code UNREADABLE}
 */
public record EniState(
        EniSpec spec,
        Phase phase,
        Optional<Attachment> attachment,
        Optional<String> mac,
        Optional<String> address,
        List<String> addresses,
        Optional<String> zone,
        String unreadable)
        implements Observed {

    /** For how long a move waits to have the interface outlive its instance. */
    private static final Duration KEEP_FOR = Duration.ofSeconds(3);

    /** Where the interface is between two instances. */
    public enum Phase {
        UNATTACHED,
        ATTACHING,
        ATTACHED,
        DETACHING,
        UNREADABLE
    }

    public static EniState unreadable(EniSpec spec, String sentence) {
        return new EniState(
                spec,
                Phase.UNREADABLE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                sentence);
    }

    @Override
    public Placement placement(List<Target> hosts, Optional<String> assigned) {
        Optional<String> instance = attachment.flatMap(Attachment::instance);
        Optional<String> host = Target.on(instance, hosts, assigned);
        return switch (phase) {
            case UNREADABLE -> Placement.unknown(unreadable);
            case UNATTACHED -> Placement.none(spec.networkInterface() + " is attached to nothing");
            case ATTACHING, DETACHING -> Placement.changing(host, sentence());
            case ATTACHED ->
                host.map(h -> Placement.heldBy(h, sentence()))
                        .orElseGet(() -> Placement.outside(sentence() + ", no host of this pair"));
        };
    }

    @Override
    public Next next(Target wanted, Duration waited) {
        if (wanted.instance().isEmpty()) {
            return Next.stuck(wanted.host() + " has not said its EC2 instance id: set 'instance' in its agent.yml");
        }
        String instance = wanted.instance().get();
        boolean there = attachment.flatMap(Attachment::instance).equals(Optional.of(instance));
        return switch (phase) {
            case UNREADABLE -> Next.await(unreadable);
            case UNATTACHED ->
                tooFar(wanted)
                        .orElseGet(
                                () -> Next.step(new Attach(spec.networkInterface(), instance, spec.deviceIndex(), 0)));
            case ATTACHING -> there ? attachingHere(waited) : attachingElsewhere(wanted, waited);
            case ATTACHED -> there ? arrived(waited) : tooFar(wanted).orElseGet(this::leave);
            case DETACHING -> detaching(waited);
        };
    }

    /** Looked at before a detach, so that the interface is not taken away for a host that could not have it. */
    private Optional<Next> tooFar(Target wanted) {
        if (zone.isEmpty() || wanted.zone().isEmpty() || zone.equals(wanted.zone())) {
            return Optional.empty();
        }
        return Optional.of(Next.stuck(spec.networkInterface() + " is in zone " + zone.get() + " and " + wanted.host()
                + " in " + wanted.zone().get()
                + "; an interface does not leave its zone: use hosts of one zone, or a target group"));
    }

    private Next leave() {
        Attachment from = attachment.orElseThrow();
        if (from.deviceIndex() == 0) {
            return Next.stuck(spec.networkInterface() + " is the primary interface of "
                    + from.instance().orElse("its instance")
                    + ", which cannot be detached: name another interface in the pair's file");
        }
        return Next.step(new Detach(from.id(), false));
    }

    /** A device that never comes up where it is wanted: another host may get it up, if one is ready. */
    private Next attachingHere(Duration waited) {
        Duration patience = spec.forceAfter().multipliedBy(2);
        return waited.compareTo(patience) < 0
                ? Next.await(sentence())
                : Next.stuck(sentence() + ", and has been for more than " + patience.toSeconds() + " s");
    }

    /** A device on its way up is let arrive first; one that never does is taken down as a stuck detach is. */
    private Next attachingElsewhere(Target wanted, Duration waited) {
        if (attachment.isEmpty() || waited.compareTo(spec.forceAfter()) < 0) {
            return Next.await(sentence());
        }
        boolean force = waited.compareTo(spec.forceAfter().multipliedBy(2)) >= 0;
        return tooFar(wanted)
                .orElseGet(() -> Next.step(new Detach(attachment.orElseThrow().id(), force)));
    }

    private Next detaching(Duration waited) {
        return attachment.isPresent() && waited.compareTo(spec.forceAfter()) >= 0
                ? Next.step(new Detach(attachment.get().id(), true))
                : Next.await(sentence());
    }

    /**
     * At another index than declared counts as arrived: clients reach the address either way, and moving it over would
     * be an outage for tidiness. Deletion together with the instance is switched off, but trying ends after a while:
     * whoever lacks that permission is told so by the preflight and still gets the move.
     */
    private Next arrived(Duration waited) {
        Attachment here = attachment.orElseThrow();
        if (here.deleteOnTermination() && waited.compareTo(KEEP_FOR) < 0) {
            return Next.step(new KeepOnTermination(spec.networkInterface(), here.id()));
        }
        String index =
                here.deviceIndex() == spec.deviceIndex() ? "" : ", though " + spec.deviceIndex() + " is declared";
        String ends = here.deleteOnTermination() ? "; it will be deleted when that instance is terminated" : "";
        return Next.arrived(sentence() + index + ends);
    }

    @Override
    public boolean readable() {
        return phase != Phase.UNREADABLE;
    }

    @Override
    public String state() {
        return phase == Phase.UNREADABLE
                ? "unreadable"
                : sentence()
                        + attachment
                                .map(a -> " by " + a.id() + (a.deleteOnTermination() ? ", deleted with it" : ""))
                                .orElse("");
    }

    private String sentence() {
        String id = spec.networkInterface();
        String where = attachment.map(Attachment::where).orElse("an instance not yet named");
        return switch (phase) {
            case UNREADABLE -> unreadable;
            case UNATTACHED -> id + " is attached to nothing";
            case ATTACHING -> id + " is being attached to " + where;
            case ATTACHED -> id + " is attached to " + where;
            case DETACHING -> id + " is being detached from " + where;
        };
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
