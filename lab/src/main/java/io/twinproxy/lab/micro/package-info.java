/** The proxy's pure parts by themselves, under JMH: run by {@code lab/benchmark micro}, never by the tests. */
@NullMarked
package io.twinproxy.lab.micro;

import org.jspecify.annotations.NullMarked;
