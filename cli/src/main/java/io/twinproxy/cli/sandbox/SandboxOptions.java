package io.twinproxy.cli.sandbox;

import io.twinproxy.coordination.record.EndpointKind;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a sandbox is to be.
 *
 * @param endpoint how its endpoint moves: any kind but {@code command}
 * @param slowCloud delays like those published for EC2; else none are added
 * @param directory where its files go; a fresh temporary directory, removed at the end, when absent
 * @param wellKnownPorts take the ports a person expects (2181, 8080, 22121) where they are free
 */
public record SandboxOptions(
        EndpointKind endpoint, boolean slowCloud, Optional<Path> directory, boolean wellKnownPorts) {}
