package io.twinproxy.coordination.tree;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.UnavailableException;
import java.util.Collection;
import java.util.List;

/**
 * The servers as one client reaches them. Calls block for at most the operation timeout and fail at once while the
 * connection is gone.
 */
public interface Nodes {
    /**
     * Has the reads that follow see every write that was acknowledged before this, to whomever. Without it a read may
     * lag behind another client's write, never behind this one's own nor behind what it was notified of.
     */
    void freshen() throws UnavailableException;

    /** Reads nodes, and the names under parents, all requests in flight together. */
    Glimpse look(Collection<String> paths, Collection<String> parents) throws UnavailableException;

    /**
     * All of it or nothing, as a majority of the servers agrees.
     *
     * @return the version at which the last change left its node
     * @throws ConflictException when a part does not fit what is there
     * @throws UnavailableException when no answer came: it may have happened
     */
    int commit(List<Change> changes) throws ConflictException, UnavailableException;

    /** This client's session; changes when a new one had to be opened; 0 before the first. */
    long session();
}
