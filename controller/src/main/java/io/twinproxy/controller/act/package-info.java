/**
 * Act: one package for each kind of endpoint. What was observed is a pure value that knows the next step toward a
 * wanted host; the adapter makes the calls and decides nothing.
 */
@NullMarked
package io.twinproxy.controller.act;

import org.jspecify.annotations.NullMarked;
