/** ElastiCache Auto Discovery for memcached: which nodes a cluster has, asked for and followed as they come and go. */
@NullMarked
package io.twinproxy.proxy.discovery;

import org.jspecify.annotations.NullMarked;
