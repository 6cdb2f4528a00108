/** How every change is made: judged on what was read, shown, confirmed, written by compare-and-set, awaited. */
@NullMarked
package io.twinproxy.cli.act;

import org.jspecify.annotations.NullMarked;
