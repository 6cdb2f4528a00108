package io.twinproxy.emulator.core;

import io.twinproxy.emulator.core.JournalEntry.Kind;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Where packets to an address go: to the interface that the network was last told to lead it to, and so to whoever holds
 * that. The network follows the API after a delay, in the order of the calls; it goes straight from one to the other.
 */
final class Packets {
    private final World world;
    private final EniTable table;
    private final SortedMap<String, Way> ways = new TreeMap<>();
    private final SortedMap<String, String> holders = new TreeMap<>();
    private long told;

    /** @param passes whether the interface takes packets to this address at all */
    private record Way(long number, Optional<Eni> eni, Predicate<Eni> passes) {}

    Packets(World world, EniTable table) {
        this.world = world;
        this.table = table;
    }

    /** Leads a name to an interface, or nowhere, after the delay of the settings; one told of later wins. */
    void lead(String name, Optional<Eni> eni, Predicate<Eni> passes) {
        Way way = new Way(++told, eni, passes);
        world.after(world.settings().mappingDelay(), () -> {
            Way now = ways.get(name);
            if (now == null || now.number() < way.number()) {
                ways.put(name, way);
                refresh(name);
            }
        });
    }

    void refreshAll() {
        for (String name : ways.keySet().toArray(new String[0])) {
            refresh(name);
        }
    }

    private void refresh(String name) {
        Way way = ways.get(name);
        Optional<String> now = Optional.ofNullable(way)
                .flatMap(w -> w.eni().filter(w.passes()))
                .flatMap(e -> table.holderOf(e.id));
        if (now.equals(holder(name))) {
            return;
        }
        now.ifPresentOrElse(i -> holders.put(name, i), () -> holders.remove(name));
        world.note(Kind.HOLDER, name, now.orElse("nobody"));
        world.listeners().forEach(l -> l.holderChanged(name, now));
    }

    Optional<String> holder(String name) {
        return Optional.ofNullable(holders.get(name));
    }
}
