/** IP networks as settings write them. */
@NullMarked
package io.twinproxy.agent.net;

import org.jspecify.annotations.NullMarked;
