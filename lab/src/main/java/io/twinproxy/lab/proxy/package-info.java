/**
 * The proxy beside nutcracker: the same load, the same backends, in one run.
 *
 * <pre>
 *   LoadGenerator ──► direct ─────────────────► memcached (1 to 4)
 *                 ──► twinproxy proxy ────────►
 *                 ──► nutcracker ─────────────►
 *                 ──► haproxy ──► either ─────►
 * </pre>
 */
@NullMarked
package io.twinproxy.lab.proxy;

import org.jspecify.annotations.NullMarked;
