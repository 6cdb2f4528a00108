/** What controller, agent and command say to one another: records, ports, and the one place that knows ZooKeeper. */
@NullMarked
package io.twinproxy.coordination;

import org.jspecify.annotations.NullMarked;
