/** How a command logs. */
@NullMarked
package io.twinproxy.cli.log;

import org.jspecify.annotations.NullMarked;
