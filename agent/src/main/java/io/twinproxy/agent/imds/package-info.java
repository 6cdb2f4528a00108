/** The instance metadata service of EC2, version 2. */
@NullMarked
package io.twinproxy.agent.imds;

import org.jspecify.annotations.NullMarked;
