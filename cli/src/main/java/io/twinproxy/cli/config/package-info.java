/** The kinds of settings file {@code config check} recognises. */
@NullMarked
package io.twinproxy.cli.config;

import org.jspecify.annotations.NullMarked;
