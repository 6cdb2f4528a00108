/** Report: what was decided and done, for people and machines: log lines, metrics, the status page. Decides nothing. */
@NullMarked
package io.twinproxy.controller.report;

import org.jspecify.annotations.NullMarked;
