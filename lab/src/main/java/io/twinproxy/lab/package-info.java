/** What measures the system as a whole, and its peers, from outside: nothing here is shipped. */
@NullMarked
package io.twinproxy.lab;

import org.jspecify.annotations.NullMarked;
