/**
 * EC2 network interfaces, instances and ELBv2 targets as a pure world that runs on a clock it is given.
 *
 * <p>{@link io.twinproxy.emulator.core.Cloud} is the face: set-up methods build a world, operation methods are the API
 * calls, and everything that happens later (an attachment becoming usable, a target becoming healthy) is a function of
 * time: each call first settles the world to now, and {@code nextChangeNanos()} says when something changes next. One
 * thread at a time may use a cloud; nothing here starts a thread, reads a real clock, sleeps or opens a socket.
 *
 * <p>The rules kept are those of the numbered list that the tests carry in {@code @Rule}, each graded as documented by
 * AWS or assumed. No delay here was measured on AWS, and where AWS leaves a behaviour open there is a setting for
 * either reading. Green tests therefore prove the controller against these rules and not against AWS.
 */
@NullMarked
package io.twinproxy.emulator.core;

import org.jspecify.annotations.NullMarked;
