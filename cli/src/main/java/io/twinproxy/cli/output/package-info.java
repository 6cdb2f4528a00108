/** The one place that prints: a report becomes a table for people, or JSON or YAML for programs. */
@NullMarked
package io.twinproxy.cli.output;

import org.jspecify.annotations.NullMarked;
