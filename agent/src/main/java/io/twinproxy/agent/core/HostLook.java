package io.twinproxy.agent.core;

/** One look at this machine. May block for a bounded time and may repair what it finds; one call at a time. */
@FunctionalInterface
public interface HostLook {
    HostState look(Wanted wanted);
}
