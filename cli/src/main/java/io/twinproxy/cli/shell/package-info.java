/** The world a verb runs in, as ports: streams, terminal, signals, clock, store. */
@NullMarked
package io.twinproxy.cli.shell;

import org.jspecify.annotations.NullMarked;
