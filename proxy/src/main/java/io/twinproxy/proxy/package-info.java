/** The embedded sharding proxy: nutcracker's configuration and key placement on Netty, knowing neither ZooKeeper nor AWS. */
@NullMarked
package io.twinproxy.proxy;

import org.jspecify.annotations.NullMarked;
