/**
 * What stands between a socket and whoever speaks through it when they are encrypted, on either side:
 *
 * <pre>
 *   socket ⇄ PlainProbe ⇄ Brake ⇄ Netty's SslHandler ⇄ ClientEdge ⇄ a client's session
 *   socket ⇄ Brake ⇄ Netty's SslHandler ⇄ Parcels ⇄ ServerEdge ⇄ a connection to a server, or a probe
 * </pre>
 *
 * The reckoning of a handshake is done by {@link io.twinproxy.proxy.tls.Handshakes}, off the event loops; records are
 * encrypted and decrypted where they are written and read. Whoever is behind the edge sees a plain connection.
 */
@NullMarked
package io.twinproxy.proxy.tls;

import org.jspecify.annotations.NullMarked;
