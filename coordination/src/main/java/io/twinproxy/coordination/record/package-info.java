/**
 * The records in the store: JSON with a format version. Yesterday's bytes read; keys this version does not know are
 * carried along and survive a rewrite; a format newer than this version's is refused, never guessed at.
 */
@NullMarked
package io.twinproxy.coordination.record;

import org.jspecify.annotations.NullMarked;
