package io.twinproxy.emulator.core;

/** The answer to an attach call: the new attachment's id, before it is usable. */
public record Attached(String attachmentId, int networkCardIndex) {}
