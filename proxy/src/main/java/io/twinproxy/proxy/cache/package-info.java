/** A small built-in cache node for machines without memcached. */
@NullMarked
package io.twinproxy.proxy.cache;

import org.jspecify.annotations.NullMarked;
