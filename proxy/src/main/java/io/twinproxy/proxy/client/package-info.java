/** A client's side: its requests in order, where each is sent, and its replies in the same order. */
@NullMarked
package io.twinproxy.proxy.client;

import org.jspecify.annotations.NullMarked;
