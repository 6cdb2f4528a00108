/** The configuration file: nutcracker's YAML in, checked records or every problem at once out; no sockets, no clock. */
@NullMarked
package io.twinproxy.proxy.config;

import org.jspecify.annotations.NullMarked;
