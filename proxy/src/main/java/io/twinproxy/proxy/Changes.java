package io.twinproxy.proxy;

import io.twinproxy.proxy.config.PoolConfig;
import io.twinproxy.proxy.config.ServerConfig;
import io.twinproxy.proxy.pem.ListenTls;
import io.twinproxy.proxy.pem.ServerTls;
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
        String plain = "plain text";
        if (!before.tls().equals(after.tls())) {
            changes.add(pool + "new clients are met with "
                    + after.tls().map(ListenTls::toString).orElse(plain) + ", were with "
                    + before.tls().map(ListenTls::toString).orElse(plain));
        }
        if (!before.serverTls().equals(after.serverTls())) {
            changes.add(pool + "new connections to servers trust "
                    + after.serverTls().map(ServerTls::toString).orElse("anyone, in " + plain) + ", trusted "
                    + before.serverTls().map(ServerTls::toString).orElse("anyone, in " + plain));
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
        if (before.tls().isPresent() != after.tls().isPresent()) {
            later.add(
                    "pool " + after.name() + ": tls holds for new clients; those that are connected stay as they came");
        }
        if (after.clientConnections() > 0 && after.clientConnections() < before.clientConnections()) {
            later.add("pool " + after.name() + ": client_connections holds for new clients; none is cut off");
        }
        return later;
    }
}
