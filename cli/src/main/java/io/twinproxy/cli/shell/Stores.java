package io.twinproxy.cli.shell;

import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.zookeeper.Access;

/** Opens the store; the caller closes it. */
public interface Stores {
    /**
     * Opens it.
     *
     * @param zookeeper servers as {@code host:port,host:port}
     * @param access how to get in
     * @throws IllegalArgumentException when that is not what it is
     */
    Store open(String zookeeper, Access access) throws UnavailableException;
}
