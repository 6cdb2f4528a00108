package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.EmulatorSettings.PhaseStatus;
import io.twinproxy.emulator.core.Eni.Hold;
import io.twinproxy.emulator.core.JournalEntry.Kind;
import io.twinproxy.emulator.core.NetworkInterface.AttachmentStatus;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All interfaces and the one way each may change: every change writes a version for stale reads, a journal entry, and
 * tells listeners when packets go elsewhere.
 */
final class EniTable {
    private final World world;
    private final SortedMap<String, Eni> enis = new TreeMap<>();
    private final SortedMap<String, String> holders = new TreeMap<>();
    private final History<NetworkInterface> history = new History<>();
    private Runnable afterHolderChange = () -> {};

    EniTable(World world) {
        this.world = world;
    }

    /** Runs whenever an interface changes hands, after listeners were told. */
    void afterHolderChange(Runnable action) {
        afterHolderChange = action;
    }

    /** What packets go by has changed without a change of hands. */
    void touched() {
        afterHolderChange.run();
    }

    History<NetworkInterface> history() {
        return history;
    }

    Collection<Eni> all() {
        return enis.values();
    }

    Optional<Eni> find(String id) {
        return Optional.ofNullable(enis.get(id));
    }

    /** An interface for a call by id; one that was just created may not be visible yet. */
    Eni require(String id) {
        return Ids.INTERFACE.require(id, find(id).filter(e -> e.visibleFromNanos <= world.nowNanos()));
    }

    Optional<Eni> byAttachment(String attachmentId) {
        return enis.values().stream().filter(e -> e.heldBy(attachmentId)).findFirst();
    }

    Optional<Eni> byAddress(String address) {
        return enis.values().stream().filter(e -> e.has(address)).findFirst();
    }

    /** Networks may use the same addresses; a subnet knows each once. */
    Optional<Eni> byAddress(Subnet subnet, String address) {
        return enis.values().stream()
                .filter(e -> e.subnet.equals(subnet) && e.has(address))
                .findFirst();
    }

    void add(Eni eni) {
        if (enis.putIfAbsent(eni.id, eni) != null) {
            throw new IllegalArgumentException("network interface " + eni.id + " exists already");
        }
        if (eni.visibleFromNanos <= world.nowNanos()) {
            changed(eni, "created");
        } else {
            world.note(Kind.INTERFACE, eni.id, "created, not yet visible");
            world.after(eni.visibleFromNanos - world.nowNanos(), () -> changed(eni, "visible"));
        }
    }

    void remove(Eni eni) {
        eni.release();
        enis.remove(eni.id);
        history.remove(eni.id, world.nowNanos());
        world.note(Kind.INTERFACE, eni.id, "deleted");
        holder(eni);
        touched();
    }

    void changed(Eni eni, String what) {
        if (enis.containsKey(eni.id) && eni.visibleFromNanos <= world.nowNanos()) {
            history.put(eni.id, world.nowNanos(), eni.view(world));
        }
        world.note(Kind.INTERFACE, eni.id, what);
        holder(eni);
    }

    /** Tells of a new holder, if there is one; losing one is told before gaining another, for there is one hold. */
    void holder(Eni eni) {
        Optional<String> now = enis.containsKey(eni.id) ? eni.holder(world.settings()) : Optional.empty();
        Optional<String> before = Optional.ofNullable(holders.get(eni.id));
        if (now.equals(before)) {
            return;
        }
        now.ifPresentOrElse(i -> holders.put(eni.id, i), () -> holders.remove(eni.id));
        world.note(Kind.HOLDER, eni.id, now.orElse("nobody"));
        world.listeners().forEach(l -> l.holderChanged(eni.id, now));
        afterHolderChange.run();
    }

    Optional<String> holderOf(String eniId) {
        return Optional.ofNullable(holders.get(eniId));
    }

    /** Begins an attachment that becomes usable after the delays of the settings. */
    Hold attach(Eni eni, Machine machine, int deviceIndex, int cardIndex) {
        Hold hold = new Hold("eni-attach-" + world.hex17(), machine, deviceIndex, cardIndex, world.nowNanos());
        hold.showsInUse = showsInUse();
        eni.hold(hold);
        changed(eni, "attaching to " + machine.id + " at " + deviceIndex + " as " + hold.attachmentId);
        world.after(world.settings().attachDelay(), () -> {
            if (eni.heldBy(hold.attachmentId) && hold.status == AttachmentStatus.ATTACHING) {
                attached(eni, hold);
            }
        });
        return hold;
    }

    private void attached(Eni eni, Hold hold) {
        hold.status = AttachmentStatus.ATTACHED;
        changed(eni, "attached to " + hold.machine.id);
        world.after(world.settings().guestDelay(), () -> {
            if (eni.heldBy(hold.attachmentId) && hold.status == AttachmentStatus.ATTACHED) {
                hold.guestSees = true;
                changed(eni, "visible in " + hold.machine.id);
            }
        });
    }

    /** An attachment that is complete at once: primary interfaces and the world a set-up describes. */
    Hold place(Eni eni, Machine machine, int deviceIndex, boolean deleteOnTermination) {
        Hold hold = new Hold("eni-attach-" + world.hex17(), machine, deviceIndex, 0, world.nowNanos());
        hold.status = AttachmentStatus.ATTACHED;
        hold.guestSees = true;
        hold.deleteOnTermination = deleteOnTermination;
        eni.hold(hold);
        changed(eni, "attached to " + machine.id + " at " + deviceIndex + " as " + hold.attachmentId);
        return hold;
    }

    /** Begins or hastens the end of an attachment; a delay of never leaves it detaching. */
    void detach(Eni eni, Hold hold, Delay delay, boolean forced) {
        hold.status = AttachmentStatus.DETACHING;
        hold.forced |= forced;
        hold.showsInUse = showsInUse();
        changed(eni, (forced ? "detaching by force from " : "detaching from ") + hold.machine.id);
        world.after(delay, () -> {
            if (eni.heldBy(hold.attachmentId)) {
                detached(eni, hold);
            }
        });
    }

    private void detached(Eni eni, Hold hold) {
        if (hold.forced) {
            hold.machine.ghosts.put(hold.deviceIndex, eni);
        }
        boolean delete = hold.deleteOnTermination && hold.machine.state.ending();
        eni.release();
        if (delete) {
            remove(eni);
        } else {
            changed(eni, "available");
        }
    }

    private boolean showsInUse() {
        PhaseStatus status = world.settings().phaseStatus();
        return status == PhaseStatus.IN_USE
                || (status == PhaseStatus.SEEDED && world.random().nextBoolean());
    }
}
