package io.twinproxy.cli.pages;

import java.time.LocalDate;
import java.util.Optional;

/**
 * What a page's foot says. It comes from outside, so that the same sources give the same bytes on any day.
 *
 * @param version of the command
 * @param date of the sources; without one the foot has none
 */
record Edition(String version, Optional<LocalDate> date) {}
