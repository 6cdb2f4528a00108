package io.twinproxy.controller.loop;

import io.twinproxy.controller.decide.HostView;
import io.twinproxy.controller.decide.Placement;
import io.twinproxy.controller.report.PairStatus;
import io.twinproxy.coordination.Epoch;
import io.twinproxy.coordination.record.Reading;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Turns a pair's status into the record that operators' commands read, and knows since when it is so. */
final class ReadingKeeper {
    private final World world;
    private final Epoch epoch;
    private int situation = -1;
    private long sinceMillis;

    ReadingKeeper(World world, Epoch epoch) {
        this.world = world;
        this.epoch = epoch;
    }

    Reading reading(PairStatus status, int specVersion) {
        if (status.decision().situation().number() != situation) {
            situation = status.decision().situation().number();
            sinceMillis = world.wallMillis().getAsLong();
        }
        SortedMap<String, List<String>> hosts = new TreeMap<>();
        for (HostView host : status.hosts()) {
            hosts.put(host.name(), host.notReady());
        }
        Placement placement = status.placement();
        boolean held = placement.kind() == Placement.Kind.HELD;
        return new Reading(
                epoch.number(),
                world.name(),
                situation,
                status.decision().situation().title(),
                status.decision().sentence(),
                sinceMillis,
                held ? placement.host() : Optional.empty(),
                placement.sentence(),
                hosts,
                status.preflight(),
                status.holdDown().isZero() ? 0 : status.assignment().holdDown().remainingMillis(),
                OptionalInt.of(specVersion),
                new TreeMap<>());
    }
}
