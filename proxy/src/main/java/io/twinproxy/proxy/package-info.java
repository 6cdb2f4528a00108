/**
 * The embedded sharding proxy: nutcracker's configuration and key placement on Netty, knowing neither ZooKeeper nor AWS.
 *
 * <pre>
 *   client socket ─► RequestDecoder ─► ClientSession ─► Router ─► BackendConnection ─► backend socket
 *                    (checks each      (its requests    (one route, (its calls in order,
 *                     byte)             in order)        one or      deadlines)
 *                                          ▲             more calls)      │
 *   client socket ◄─ Outlet ◄──────────────┴── Exchange ◄── ReplyDecoder ◄┘
 *                    (one flush a turn)       (joins fragments)  (holds each reply against its request)
 * </pre>
 *
 * All of it happens on one event loop, which owns the client and the backend connections it uses: no locks, no hand-off.
 * What loops share is a pool's {@code Route}, an immutable picture of settings, backends and ring, replaced as a whole by
 * ejection, return and reload. Values are passed on as slices of the buffers they were read into.
 */
@NullMarked
package io.twinproxy.proxy;

import org.jspecify.annotations.NullMarked;
