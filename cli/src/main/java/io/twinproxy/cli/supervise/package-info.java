/** What a service tells the program that started it. */
@NullMarked
package io.twinproxy.cli.supervise;

import org.jspecify.annotations.NullMarked;
