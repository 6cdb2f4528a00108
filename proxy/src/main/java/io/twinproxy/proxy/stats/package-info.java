/** What is counted: one enum row per figure, plain longs with one writer each. */
@NullMarked
package io.twinproxy.proxy.stats;

import org.jspecify.annotations.NullMarked;
