/**
 * The tree as both implementations of the store share it: which node holds what, which writes go together, and what a
 * leader, a host and a follower do with them. It speaks to the servers through {@link
 * io.twinproxy.coordination.tree.Nodes} only, so that a simulation runs this very code over a tree in memory.
 */
@NullMarked
package io.twinproxy.coordination.tree;

import org.jspecify.annotations.NullMarked;
