package io.twinproxy.coordination;

import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Reading;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Everything under one pair as last read: one picture, though its parts may have been read microseconds apart. */
public record PairRecords(
        String pair,
        Entry<PairSpec> spec,
        SortedMap<String, Entry<Heartbeat>> hosts,
        Entry<Assignment> assignment,
        Entry<Intent> intent,
        Entry<Reading> reading) {
    public PairRecords {
        hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
    }

    public static PairRecords empty(String pair) {
        return new PairRecords(pair, Entry.absent(), new TreeMap<>(), Entry.absent(), Entry.absent(), Entry.absent());
    }
}
