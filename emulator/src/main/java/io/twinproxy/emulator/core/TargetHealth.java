package io.twinproxy.emulator.core;

/** A target's health as DescribeTargetHealth shows it; the reason is empty when the target is healthy. */
public record TargetHealth(TargetId target, String state, String reason) {}
