/**
 * Files people write: YAML, read against declared keys. Every problem is reported at once, each with its line, key,
 * value and what is allowed; an unknown key is a problem that names the nearest known one.
 */
@NullMarked
package io.twinproxy.coordination.settings;

import org.jspecify.annotations.NullMarked;
