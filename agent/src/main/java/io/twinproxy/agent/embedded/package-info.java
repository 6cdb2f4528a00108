/** The proxy inside the agent: a port of what the agent needs of it, the proxy behind it, and its file being watched. */
@NullMarked
package io.twinproxy.agent.embedded;

import org.jspecify.annotations.NullMarked;
