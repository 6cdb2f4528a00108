/** EC2 and ELB as far as failover needs them, reached over the real query protocol. */
@NullMarked
package io.twinproxy.emulator;

import org.jspecify.annotations.NullMarked;
