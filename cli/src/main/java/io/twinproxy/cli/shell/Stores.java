package io.twinproxy.cli.shell;

import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;

/** Opens the store; the caller closes it. */
public interface Stores {
    /**
     * Opens it.
     *
     * @param zookeeper servers as {@code host:port,host:port}
     * @throws IllegalArgumentException when that is not what it is
     */
    Store open(String zookeeper) throws UnavailableException;
}
