/** The cloud over HTTP on the loopback: the EC2 and ELBv2 query protocols, and a small control of its own. */
@NullMarked
package io.twinproxy.emulator.http;

import org.jspecify.annotations.NullMarked;
