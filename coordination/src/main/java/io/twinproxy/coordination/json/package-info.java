/** The one place that turns bytes into values and back: a small JSON tree over Jackson's streaming parser. */
@NullMarked
package io.twinproxy.coordination.json;

import org.jspecify.annotations.NullMarked;
