/** A class per sub-command. */
@NullMarked
package io.twinproxy.cli.verb;

import org.jspecify.annotations.NullMarked;
