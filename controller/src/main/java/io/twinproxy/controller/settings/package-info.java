/** What a controller reads at its start: {@code controller.yml}. Defaults and relations stand here and nowhere else. */
@NullMarked
package io.twinproxy.controller.settings;

import org.jspecify.annotations.NullMarked;
