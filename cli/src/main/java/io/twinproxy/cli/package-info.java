/**
 * The twinproxy command: {@link io.twinproxy.cli.Main} parses, {@code verb} holds a class per sub-command, {@code act}
 * is how every change is judged, confirmed, written and awaited, {@code look} reads a pair's records for people,
 * {@code output} is the one place that prints, {@code shell} is the world around it. {@code pages} writes the manual and
 * the completion, for packages.
 *
 * <p>Operators' verbs speak to the store alone: no AWS, Netty or controller code runs for them.
 */
@NullMarked
package io.twinproxy.cli;

import org.jspecify.annotations.NullMarked;
