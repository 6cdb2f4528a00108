/** The controller: decide, act, loop, report. */
@NullMarked
package io.twinproxy.controller;

import org.jspecify.annotations.NullMarked;
