/** Pure readings of a pair's records for people: what is, what is wrong, why it could not fail over, what would happen. */
@NullMarked
package io.twinproxy.cli.look;

import org.jspecify.annotations.NullMarked;
