package io.twinproxy.cli.act;

import io.twinproxy.cli.look.Picture;

/** One kind of change to a pair. Judged afresh on every reading, so a write that lost a race is decided again. */
public interface Deed {
    /** The verb, as typed. */
    String verb();

    /** Whether it takes effect by being written; else the leader has yet to answer. */
    boolean doneWhenWritten();

    /** What would come of it as things stand. Pure. */
    Verdict judge(Picture picture);
}
