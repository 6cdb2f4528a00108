package io.twinproxy.coordination.zookeeper;

import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.RefusedException;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.tree.Change;
import io.twinproxy.coordination.tree.Glimpse;
import io.twinproxy.coordination.tree.Node;
import io.twinproxy.coordination.tree.Nodes;
import io.twinproxy.coordination.tree.Paths;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Stat;

/**
 * ZooKeeper's tree through the session that Curator keeps. No retries: what fails is told, and whoever asked knows
 * whether to ask again. Any thread but ZooKeeper's own.
 */
final class ZooKeeperNodes implements Nodes {
    private final CuratorFramework client;
    private final String hosts;
    private final Duration operationTimeout;
    private final List<ACL> acl;
    private volatile boolean open;
    private volatile Optional<String> refusal = Optional.empty();

    ZooKeeperNodes(CuratorFramework client, String hosts, Duration operationTimeout, List<ACL> acl) {
        this.client = client;
        this.hosts = hosts;
        this.operationTimeout = operationTimeout;
        this.acl = acl;
    }

    /** Lets calls through; while it is shut they fail at once. */
    void open(boolean on) {
        open = on;
    }

    boolean isOpen() {
        return open;
    }

    /** Why it is shut though the servers answer; what calls then say. */
    void refused(Optional<String> sentence) {
        refusal = sentence;
    }

    /** Makes what must be there before anything else. Goes by the gate, which opens after. */
    void makeRoots() throws UnavailableException {
        ZooKeeper zooKeeper = handle();
        List<CompletableFuture<Boolean>> made = new ArrayList<>();
        for (String path : missingRoots(zooKeeper)) {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            // Persistent, never containers, which the servers would remove when empty.
            zooKeeper.create(
                    path,
                    new byte[0],
                    acl,
                    CreateMode.PERSISTENT,
                    (code, p, context, name) ->
                            Answers.complete(answer, code == Code.NODEEXISTS.intValue() ? 0 : code, p, true),
                    this);
            made.add(answer);
        }
        for (CompletableFuture<Boolean> answer : made) {
            Answers.await(answer, operationTimeout, "making " + Paths.ROOT);
        }
    }

    private List<String> missingRoots(ZooKeeper zooKeeper) throws UnavailableException {
        SortedMap<String, Node> there = look(zooKeeper, Paths.ROOTS, List.of()).nodes();
        return Paths.ROOTS.stream().filter(path -> !there.containsKey(path)).toList();
    }

    /** Whether anybody may do anything with our root: what was there before there was a secret. */
    boolean openToAll() throws UnavailableException {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        handle().getACL(
                        Paths.ROOT,
                        new Stat(),
                        (code, p, context, list, stat) -> Answers.complete(
                                answer,
                                code,
                                p,
                                list != null
                                        && list.stream()
                                                .anyMatch(one -> one.getId().equals(Ids.ANYONE_ID_UNSAFE))),
                        this);
        return Answers.await(answer, operationTimeout, "looking at " + Paths.ROOT);
    }

    private ZooKeeper handle() throws UnavailableException {
        try {
            return client.getZookeeperClient().getZooKeeper();
        } catch (Exception e) {
            throw new UnavailableException("ZooKeeper at " + hosts + " cannot be reached", e);
        }
    }

    private ZooKeeper opened() throws UnavailableException {
        if (!open) {
            Optional<String> refused = refusal;
            if (refused.isPresent()) {
                throw new RefusedException(refused.get());
            }
            throw new UnavailableException("ZooKeeper at " + hosts + " cannot be reached");
        }
        return handle();
    }

    @Override
    public void freshen() throws UnavailableException {
        // Not waited for: the server answers a session's later reads after it.
        opened().sync(Paths.ROOT, (code, path, context) -> {}, this);
    }

    @Override
    public Glimpse look(Collection<String> paths, Collection<String> parents) throws UnavailableException {
        return look(opened(), paths, parents);
    }

    private Glimpse look(ZooKeeper zooKeeper, Collection<String> paths, Collection<String> parents)
            throws UnavailableException {
        SortedMap<String, CompletableFuture<Optional<Node>>> nodes = new TreeMap<>();
        SortedMap<String, CompletableFuture<Optional<SortedSet<String>>>> children = new TreeMap<>();
        paths.forEach(path -> nodes.put(path, node(zooKeeper, path)));
        parents.forEach(path -> children.put(path, children(zooKeeper, path)));
        return new Glimpse(collect(nodes), collect(children));
    }

    private <T> SortedMap<String, T> collect(SortedMap<String, CompletableFuture<Optional<T>>> asked)
            throws UnavailableException {
        SortedMap<String, T> answers = new TreeMap<>();
        for (var one : asked.entrySet()) {
            Answers.await(one.getValue(), operationTimeout, "reading " + one.getKey())
                    .ifPresent(value -> answers.put(one.getKey(), value));
        }
        return answers;
    }

    private static CompletableFuture<Optional<Node>> node(ZooKeeper zooKeeper, String path) {
        CompletableFuture<Optional<Node>> answer = new CompletableFuture<>();
        zooKeeper.getData(
                path,
                false,
                (code, p, context, bytes, stat) -> {
                    if (code == Code.NONODE.intValue()) {
                        answer.complete(Optional.empty());
                    } else if (code != Code.OK.intValue()) {
                        Answers.complete(answer, code, p, Optional.empty());
                    } else {
                        answer.complete(Optional.of(new Node(
                                bytes == null ? new byte[0] : bytes,
                                stat.getVersion(),
                                stat.getEphemeralOwner(),
                                stat.getCzxid(),
                                stat.getMzxid())));
                    }
                },
                path);
        return answer;
    }

    private static CompletableFuture<Optional<SortedSet<String>>> children(ZooKeeper zooKeeper, String path) {
        CompletableFuture<Optional<SortedSet<String>>> answer = new CompletableFuture<>();
        zooKeeper.getChildren(
                path,
                false,
                (int code, String p, Object context, List<String> names) -> {
                    if (code == Code.NONODE.intValue()) {
                        answer.complete(Optional.empty());
                    } else if (code != Code.OK.intValue()) {
                        Answers.complete(answer, code, p, Optional.empty());
                    } else {
                        answer.complete(Optional.of(new TreeSet<>(names)));
                    }
                },
                path);
        return answer;
    }

    @Override
    public int commit(List<Change> changes) throws ConflictException, UnavailableException {
        ZooKeeper zooKeeper = opened();
        List<Op> ops = changes.stream().map(this::op).toList();
        CompletableFuture<List<OpResult>> answer = new CompletableFuture<>();
        zooKeeper.multi(
                ops,
                (code, path, context, results) -> {
                    if (results == null || results.isEmpty()) {
                        Answers.complete(answer, code, path, List.of());
                    } else {
                        answer.complete(results);
                    }
                },
                ops);
        Change last = changes.get(changes.size() - 1);
        List<OpResult> results = Answers.await(answer, operationTimeout, "writing " + last.path());
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) instanceof OpResult.ErrorResult error && error.getErr() != Code.OK.intValue()) {
                throw refused(changes.get(i), Code.get(error.getErr()));
            }
        }
        return version(results.get(results.size() - 1), last);
    }

    private static ConflictException refused(Change change, Code code) throws UnavailableException {
        return switch (code) {
            case BADVERSION, NONODE, NODEEXISTS, NOTEMPTY -> change.conflict();
            case NOAUTH -> throw Answers.refused("writing " + change.path());
            default -> throw new UnavailableException("ZooKeeper refused to write " + change.path() + ": " + code);
        };
    }

    private static int version(OpResult result, Change change) {
        if (result instanceof OpResult.SetDataResult set) {
            return set.getStat().getVersion();
        }
        return change.kind() == Change.Kind.CHECK ? change.version() : 0;
    }

    private Op op(Change change) {
        return switch (change.kind()) {
            case CHECK -> Op.check(change.path(), change.version());
            case SET -> Op.setData(change.path(), change.bytes(), change.version());
            case DELETE -> Op.delete(change.path(), change.version());
            case CREATE -> create(change, CreateMode.PERSISTENT);
            case CREATE_SEQUENTIAL -> create(change, CreateMode.PERSISTENT_SEQUENTIAL);
            case CREATE_EPHEMERAL -> create(change, CreateMode.EPHEMERAL);
            case CREATE_EPHEMERAL_SEQUENTIAL -> create(change, CreateMode.EPHEMERAL_SEQUENTIAL);
        };
    }

    private Op create(Change change, CreateMode mode) {
        return Op.create(change.path(), change.bytes(), acl, mode);
    }

    @Override
    public long session() {
        try {
            return handle().getSessionId();
        } catch (UnavailableException e) {
            return 0;
        }
    }

    /** As the servers granted it, once they have; what was asked for before. */
    Duration sessionTimeout(Duration asked) {
        try {
            int granted = handle().getSessionTimeout();
            return granted > 0 ? Duration.ofMillis(granted) : asked;
        } catch (UnavailableException e) {
            return asked;
        }
    }

    /** Marks every change at a path or below, there or not, for this session; needed anew with each session. */
    void watch(String path, Watcher watcher) throws UnavailableException {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        handle().addWatch(
                        path,
                        watcher,
                        AddWatchMode.PERSISTENT_RECURSIVE,
                        (code, p, context) -> Answers.complete(answer, code, p, true),
                        path);
        Answers.await(answer, operationTimeout, "watching " + path);
    }

    void unwatch(String path, Watcher watcher) {
        try {
            handle().removeWatches(path, watcher, WatcherType.Any, true, (code, p, context) -> {}, path);
        } catch (UnavailableException e) {
            // Without a session there is nothing to remove.
        }
    }

    /** Whether a node was gone at some moment of this time. */
    boolean goneWithin(String path, Duration atMost) throws UnavailableException {
        CompletableFuture<Boolean> gone = new CompletableFuture<>();
        opened().exists(
                        path,
                        event -> {
                            if (event.getType() == Watcher.Event.EventType.None) {
                                gone.completeExceptionally(new UnavailableException("the connection was lost"));
                            } else {
                                gone.complete(event.getType() == Watcher.Event.EventType.NodeDeleted);
                            }
                        },
                        (code, p, context, stat) -> {
                            if (code == Code.NONODE.intValue()) {
                                gone.complete(true);
                            }
                        },
                        path);
        try {
            return gone.completeOnTimeout(false, atMost.toMillis(), TimeUnit.MILLISECONDS)
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted while waiting for " + path, e);
        } catch (ExecutionException e) {
            throw new UnavailableException("waiting for " + path, e);
        }
    }
}
