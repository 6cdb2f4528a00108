package io.twinproxy.emulator.core;

import java.util.OptionalInt;

/** A target as a call names it: an instance id or an address; without a port the group's own is meant. */
public record TargetName(String id, OptionalInt port) {
    public static TargetName of(String id) {
        return new TargetName(id, OptionalInt.empty());
    }

    public static TargetName of(String id, int port) {
        return new TargetName(id, OptionalInt.of(port));
    }

    TargetId in(Group group) {
        return new TargetId(id, port.orElse(group.settings.port()));
    }

    @Override
    public String toString() {
        return port.isPresent() ? id + ":" + port.getAsInt() : id;
    }
}
