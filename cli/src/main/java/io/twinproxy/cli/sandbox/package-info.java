/**
 * The system in small on one machine: ZooKeeper and the cloud's emulator in this process, controllers and agents in
 * processes of their own that can be killed for real, and the demonstration that does so and measures.
 */
@NullMarked
package io.twinproxy.cli.sandbox;

import org.jspecify.annotations.NullMarked;
