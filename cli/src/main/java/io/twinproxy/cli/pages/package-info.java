/**
 * The manual and the shell's completion, written for a package when it is made. Nothing of the command knows this package,
 * and it says nothing of its own about a verb: all comes from the model picocli parses by.
 */
@NullMarked
package io.twinproxy.cli.pages;

import org.jspecify.annotations.NullMarked;
