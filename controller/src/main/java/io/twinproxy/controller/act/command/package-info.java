/** An endpoint moved by the operator's own programs. */
@NullMarked
package io.twinproxy.controller.act.command;

import org.jspecify.annotations.NullMarked;
