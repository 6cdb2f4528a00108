package io.twinproxy.proxy.backend;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Host names to addresses, off the event loops. Once known, a name is answered at once with the addresses it had, and
 * looked up again beside that: a name server that is slow or away keeps nobody from a backend that is well, and a backend
 * that got another address is met at the attempt after the next lookup. Two threads, so that one dead query does not hold
 * up every name; the queue is bounded, and a first query beyond it fails like an unknown name.
 */
public final class Names implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Names.class);
    private static final int THREADS = 2;
    private static final int QUEUED_MAX = 1024;
    /** Names come from configuration files; beyond this many, over all reloads, nothing more is remembered. */
    private static final int REMEMBERED_MAX = 4096;
    /** No name is looked up more often; the platform's resolver keeps answers for longer by itself (30 s by default). */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Asks the platform; blocks. */
    interface Resolver {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    /** What a name was last known to mean. */
    private static final class Known {
        final AtomicBoolean asking = new AtomicBoolean();
        volatile List<InetAddress> addresses;
        volatile long askedNanos;
        volatile boolean missed;

        Known(List<InetAddress> addresses, long askedNanos) {
            this.addresses = addresses;
            this.askedNanos = askedNanos;
        }
    }

    private final Resolver resolver;
    private final LongSupplier nanos;
    private final ThreadPoolExecutor executor;
    private final ConcurrentHashMap<String, Known> known = new ConcurrentHashMap<>();

    public Names() {
        this(InetAddress::getAllByName, System::nanoTime);
    }

    Names(Resolver resolver, LongSupplier nanos) {
        this.resolver = resolver;
        this.nanos = nanos;
        executor = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUED_MAX),
                new DefaultThreadFactory("twinproxy-names", true));
        executor.allowCoreThreadTimeOut(true);
    }

    /** All addresses of a host; completes at once for a literal or a known one, else on a thread of this resolver. */
    CompletionStage<List<InetAddress>> of(String host) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal != null) {
            try {
                return CompletableFuture.completedFuture(List.of(InetAddress.getByAddress(host, literal)));
            } catch (UnknownHostException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        Known last = known.get(host);
        if (last != null) {
            askAgain(host, last);
            return CompletableFuture.completedFuture(last.addresses);
        }
        return askFirst(host);
    }

    private CompletionStage<List<InetAddress>> askFirst(String host) {
        CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    List<InetAddress> addresses = List.of(resolver.lookUp(host));
                    if (known.size() < REMEMBERED_MAX) {
                        known.put(host, new Known(addresses, nanos.getAsLong()));
                    }
                    answer.complete(addresses);
                } catch (UnknownHostException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    private void askAgain(String host, Known last) {
        if (nanos.getAsLong() - last.askedNanos < AGAIN_NANOS || !last.asking.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(() -> {
                String failure = ask(host, last);
                if (!last.missed && failure != null) {
                    LOG.warn(
                            "{} cannot be looked up ({}); its last known addresses stand: {}",
                            host,
                            failure,
                            last.addresses);
                }
                last.missed = failure != null;
                last.askedNanos = nanos.getAsLong();
                last.asking.set(false);
            });
        } catch (RejectedExecutionException e) {
            last.asking.set(false);
        }
    }

    private @Nullable String ask(String host, Known last) {
        try {
            last.addresses = List.of(resolver.lookUp(host));
            return null;
        } catch (UnknownHostException | RuntimeException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
