package io.twinproxy.coordination.zookeeper;

import io.twinproxy.coordination.RefusedException;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.tree.Paths;
import java.util.List;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;

/**
 * Puts another secret onto all that is below our root, whoever made it. Meanwhile the parties go on, and what they make
 * has the secret they know; so the tree is walked until a walk finds nothing to change.
 */
public final class SecretChange {
    private static final int WALKS_MAX = 10;

    private final ZooKeeperStore store;
    private final List<ACL> wanted;
    private int changed;

    private SecretChange(ZooKeeperStore store, List<ACL> wanted) {
        this.store = store;
        this.wanted = wanted;
    }

    /**
     * Changes what differs; blocks for a few round trips a node. When it fails half way, it can be done again by whoever
     * has both secrets.
     *
     * @return how many nodes were changed
     */
    public static int apply(ZooKeeperStore store, Secret secret) throws UnavailableException {
        SecretChange change = new SecretChange(store, secret.acl());
        change.know(secret);
        for (int walk = 1; walk <= WALKS_MAX; walk++) {
            int before = change.changed;
            change.walk(Paths.ROOT);
            if (change.changed == before) {
                return change.changed;
            }
        }
        throw new UnavailableException("nodes without the new secret are still being made after " + WALKS_MAX
                + " walks over the tree; do it again when less moves");
    }

    /** The session gets in by the new secret too, or its own changes would shut it out. */
    private void know(Secret secret) throws UnavailableException {
        ZooKeeper zooKeeper = handle();
        secret.authorizations().forEach(one -> zooKeeper.addAuthInfo(one.getScheme(), one.getAuth()));
    }

    private ZooKeeper handle() throws UnavailableException {
        try {
            return store.connection().client().getZookeeperClient().getZooKeeper();
        } catch (Exception e) {
            throw new UnavailableException("ZooKeeper cannot be reached", e);
        }
    }

    private void walk(String path) throws UnavailableException {
        try {
            ZooKeeper zooKeeper = handle();
            List<String> children = zooKeeper.getChildren(path, false);
            if (!zooKeeper.getACL(path, null).equals(wanted)) {
                zooKeeper.setACL(path, wanted, -1);
                changed++;
            }
            for (String child : children) {
                walk(path + "/" + child);
            }
        } catch (KeeperException e) {
            if (e.code() == Code.NOAUTH) {
                throw new RefusedException("ZooKeeper refuses " + path
                        + ": it was made with a secret that is neither the new one nor the one to get in with");
            }
            if (e.code() != Code.NONODE) {
                throw new UnavailableException("ZooKeeper failed at " + path + ": " + e.code(), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted at " + path, e);
        }
    }
}
