package io.twinproxy.proxy.backend;

import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Host names to addresses, off the event loops. Two threads, so that one dead name server query does not hold up every
 * name; the queue is bounded, and a query beyond it fails like an unknown name and is tried again with the next connect.
 * The platform's resolver keeps answers for as long as its own settings say (30 s by default).
 */
public final class Names implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int QUEUED_MAX = 1024;

    private final ThreadPoolExecutor executor;

    public Names() {
        executor = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUEUED_MAX),
                new DefaultThreadFactory("twinproxy-names", true));
        executor.allowCoreThreadTimeOut(true);
    }

    /** All addresses of a host; completes at once for a literal address, else on a thread of this resolver. */
    CompletionStage<List<InetAddress>> of(String host) {
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal != null) {
            try {
                return CompletableFuture.completedFuture(List.of(InetAddress.getByAddress(host, literal)));
            } catch (UnknownHostException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    answer.complete(List.of(InetAddress.getAllByName(host)));
                } catch (UnknownHostException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
