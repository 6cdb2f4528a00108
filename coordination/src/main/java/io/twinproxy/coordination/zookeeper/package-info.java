/**
 * The store on ZooKeeper, and the one place that knows Curator. Curator keeps the connection, the session and the
 * latch; reads and transactions go straight to the session's handle, asynchronously, so that a picture costs two round
 * trips and no call outlasts its timeout.
 *
 * <p>Threads: ZooKeeper's own two, on which nothing of ours runs but a mark that something changed; the store's, which
 * reads and calls listeners; and one for each leadership.
 */
@NullMarked
package io.twinproxy.coordination.zookeeper;

import org.jspecify.annotations.NullMarked;
