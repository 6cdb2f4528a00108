package io.twinproxy.proxy.backend;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Host names to addresses, off the event loops. A host that was found once is answered with its last addresses at once,
 * while it is looked up again behind that: a name server that fails or is slow takes no backend away, and a name that has
 * moved is followed with the next connect or probe after the look-up. Two threads, one look-up at a time for each host; the
 * queue is bounded, and a look-up beyond it fails like an unknown name. The platform's resolver keeps answers for as long as
 * its own settings say (30 s by default). For any thread.
 */
public final class Names implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Names.class);
    private static final int THREADS = 2;
    private static final int QUEUED_MAX = 1024;
    /** Hosts whose addresses are kept; the one not asked for the longest is forgotten first. */
    private static final int HOSTS_MAX = 4096;

    /** Looks a name up; may take its time. */
    public interface Resolver {
        /** All addresses of a host, at least one. */
        List<InetAddress> addresses(String host) throws UnknownHostException;
    }

    private final Resolver resolver;
    private final ThreadPoolExecutor executor;
    private final Map<String, Known> known = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, CompletableFuture<List<InetAddress>>> lookups = new LinkedHashMap<>();

    /** What a host was found at. */
    private record Known(List<InetAddress> addresses, boolean failing) {}

    /** Asks the platform. */
    public Names() {
        this(host -> List.of(InetAddress.getAllByName(host)));
    }

    public Names(Resolver resolver) {
        this.resolver = resolver;
        executor = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUED_MAX),
                new DefaultThreadFactory("twinproxy-names", true));
        executor.allowCoreThreadTimeOut(true);
    }

    /** All addresses of a host; completes at once for a literal address or a host found before, else on a resolver thread. */
    CompletionStage<List<InetAddress>> of(String host) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal != null) {
            try {
                return CompletableFuture.completedFuture(List.of(InetAddress.getByAddress(host, literal)));
            } catch (UnknownHostException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        synchronized (this) {
            CompletableFuture<List<InetAddress>> lookup = lookups.get(host);
            if (lookup == null) {
                lookup = begin(host);
            }
            Known last = known.get(host);
            return last == null ? lookup : CompletableFuture.completedFuture(last.addresses());
        }
    }

    /** Where a host was found last; empty for a literal address or a host that never was. Waits for nothing. */
    synchronized Set<InetAddress> last(String host) {
        Known last = known.get(host);
        return last == null ? Set.of() : new LinkedHashSet<>(last.addresses());
    }

    private CompletableFuture<List<InetAddress>> begin(String host) {
        CompletableFuture<List<InetAddress>> lookup = new CompletableFuture<>();
        try {
            executor.execute(() -> look(host, lookup));
            lookups.put(host, lookup);
        } catch (RejectedExecutionException e) {
            lookup.completeExceptionally(e);
        }
        return lookup;
    }

    private void look(String host, CompletableFuture<List<InetAddress>> lookup) {
        try {
            List<InetAddress> addresses = List.copyOf(resolver.addresses(host));
            found(host, addresses);
            lookup.complete(addresses);
        } catch (UnknownHostException | RuntimeException | Error e) {
            notFound(host, e);
            lookup.completeExceptionally(e);
        }
    }

    private synchronized void found(String host, List<InetAddress> addresses) {
        lookups.remove(host);
        Known before = known.put(host, new Known(addresses, false));
        if (before != null && before.failing()) {
            LOG.info("The name {} resolves again.", host);
        }
        if (known.size() > HOSTS_MAX) {
            known.remove(known.keySet().iterator().next());
        }
    }

    private synchronized void notFound(String host, Throwable why) {
        lookups.remove(host);
        Known before = known.get(host);
        if (before != null && !before.failing()) {
            known.put(host, new Known(before.addresses(), true));
            LOG.warn(
                    "The name {} does not resolve; its last addresses {} are used: {}.",
                    host,
                    before.addresses(),
                    why.toString());
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
