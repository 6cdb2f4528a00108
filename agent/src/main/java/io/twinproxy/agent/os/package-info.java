/**
 * The moved interface in the operating system: what is there, what is missing, and what would put it right.
 *
 * <pre>
 * {@link io.twinproxy.agent.os.Ip} ──► {@link io.twinproxy.agent.os.Seen} ──► {@link io.twinproxy.agent.os.InterfacePlan} ──► commands ──► {@link io.twinproxy.agent.os.Ip}
 * </pre>
 */
@NullMarked
package io.twinproxy.agent.os;

import org.jspecify.annotations.NullMarked;
