/** Whole-system tests, peers and benchmarks; not shipped. */
@NullMarked
package io.twinproxy.lab;

import org.jspecify.annotations.NullMarked;
