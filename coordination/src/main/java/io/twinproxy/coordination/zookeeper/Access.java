package io.twinproxy.coordination.zookeeper;

import io.twinproxy.coordination.settings.AccessFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.curator.framework.AuthInfo;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;

/**
 * How a party gets in to ZooKeeper, read and checked.
 *
 * @param secret what opens our nodes; without one they are open to whoever reaches the servers
 * @param tls what a connection in TLS needs; without it the connection is plain
 */
public record Access(Optional<Secret> secret, Optional<Tls> tls) {
    /** As ZooKeeper is when nobody asks for more. */
    public static final Access OPEN = new Access(Optional.empty(), Optional.empty());

    /** Reads the files, all of them before anything is said of one. */
    public static Access read(AccessFiles files) throws AccessException {
        List<String> problems = new ArrayList<>();
        Optional<Secret> secret = Optional.empty();
        if (files.secret().isPresent()) {
            try {
                secret = Optional.of(Secret.read(files.secret().get()));
            } catch (IOException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        Optional<Tls> tls = files.tls().flatMap(named -> Tls.read(named, problems));
        if (!problems.isEmpty()) {
            throw new AccessException(problems);
        }
        return new Access(secret, tls);
    }

    List<AuthInfo> authorizations() {
        return secret.map(Secret::authorizations).orElse(List.of());
    }

    ZKClientConfig clientConfig() {
        return tls.map(Tls::client).orElseGet(PlainClientConfig::orWhatPropertiesAskFor);
    }

    /** Of every node that is made. */
    List<ACL> acl() {
        return secret.map(Secret::acl).orElse(Ids.OPEN_ACL_UNSAFE);
    }

    /** What else than an absent server may be behind no answer. */
    String silence() {
        return tls.isPresent()
                ? ", or one side does not trust the other's certificate: look at the authority, and at the names in it"
                : "";
    }

    /** Why ZooKeeper would not let us in, and what to do. */
    String refusal(String hosts) {
        String where = "the controllers' file, by zookeeper-secret, --zookeeper-secret or $TWINPROXY_ZOOKEEPER_SECRET";
        return secret.isPresent()
                ? "ZooKeeper at " + hosts + " refuses the secret: its nodes were made with another. Use " + where
                : "ZooKeeper at " + hosts + " asks for a secret, and none is given. Name " + where;
    }
}
