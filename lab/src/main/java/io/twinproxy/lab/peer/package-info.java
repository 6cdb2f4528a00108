/**
 * What people run instead, measured by the same client: keepalived moves an address between two hosts with nutcracker.
 *
 * <pre>
 *   client ── switch ── a: keepalived, nutcracker ─┐
 *               │  └─── b: keepalived, nutcracker ─┤
 *               └────── cache: memcached ◄─────────┘      each a network namespace
 * </pre>
 */
@NullMarked
package io.twinproxy.lab.peer;

import org.jspecify.annotations.NullMarked;
