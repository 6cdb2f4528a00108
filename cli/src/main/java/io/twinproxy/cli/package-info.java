/** The twinproxy command and the sandbox. */
@NullMarked
package io.twinproxy.cli;

import org.jspecify.annotations.NullMarked;
