/** The memcached text protocol: requests and replies parsed in place, independent of how the bytes were cut. */
@NullMarked
package io.twinproxy.proxy.memcache;

import org.jspecify.annotations.NullMarked;
