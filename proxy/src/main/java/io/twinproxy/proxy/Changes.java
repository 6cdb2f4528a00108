package io.twinproxy.proxy;

import io.twinproxy.proxy.config.PoolConfig;
import io.twinproxy.proxy.config.ServerConfig;
import java.util.ArrayList;
import java.util.List;

/** What differs between two versions of one pool, in sentences. */
final class Changes {
    private Changes() {}

    static List<String> between(PoolConfig before, PoolConfig after) {
        String pool = "pool " + after.name() + ": ";
        List<String> changes = new ArrayList<>();
        if (!before.name().equals(after.name())) {
            changes.add(pool + "was called " + before.name());
        }
        for (ServerConfig server : after.servers()) {
            boolean known = false;
            for (ServerConfig old : before.servers()) {
                if (old.sameBackend(server)) {
                    known = true;
                    if (old.weight() != server.weight()) {
                        changes.add(pool + "server " + server.ringName() + " has weight " + server.weight() + ", had "
                                + old.weight());
                    }
                }
            }
            if (!known) {
                changes.add(pool + "server " + server.ringName() + " at " + server.address() + " is new");
            }
        }
        for (ServerConfig old : before.servers()) {
            if (after.servers().stream().noneMatch(old::sameBackend)) {
                changes.add(pool + "server " + old.ringName() + " at " + old.address() + " is gone");
            }
        }
        if (!before.listen().equals(after.listen())) {
            changes.add(pool + "listens at " + after.listen() + ", was " + before.listen());
        }
        if (changes.isEmpty() && !before.equals(after)) {
            changes.add(pool + "settings changed");
        }
        return changes;
    }

    static List<String> laterOnly(PoolConfig before, PoolConfig after) {
        List<String> later = new ArrayList<>();
        boolean sameDoors =
                before.listen().equals(after.listen()) || before.listen().samePath(after.listen());
        if (sameDoors && before.backlog() != after.backlog()) {
            later.add("pool " + after.name() + ": backlog takes effect when the pool listens anew");
        }
        if (sameDoors && before.tcpKeepalive() != after.tcpKeepalive()) {
            later.add("pool " + after.name() + ": tcpkeepalive takes effect when the pool listens anew");
        }
        if (after.clientConnections() > 0 && after.clientConnections() < before.clientConnections()) {
            later.add("pool " + after.name() + ": client_connections holds for new clients; none is cut off");
        }
        return later;
    }
}
