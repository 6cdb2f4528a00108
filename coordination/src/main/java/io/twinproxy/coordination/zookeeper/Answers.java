package io.twinproxy.coordination.zookeeper;

import io.twinproxy.coordination.RefusedException;
import io.twinproxy.coordination.UnavailableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;

/** Waits for ZooKeeper's answers, within bounds, and says in our words why there is none. */
final class Answers {
    private Answers() {}

    static <T> T await(CompletableFuture<T> answer, Duration atMost, String what) throws UnavailableException {
        try {
            return answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new UnavailableException("ZooKeeper did not answer within " + atMost.toMillis() + " ms: " + what, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KeeperException keeper && keeper.code() == Code.NOAUTH) {
                throw refused(what);
            }
            throw new UnavailableException("ZooKeeper failed: " + what + ": " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted: " + what, e);
        }
    }

    static RefusedException refused(String what) {
        return new RefusedException("ZooKeeper refuses " + what + " to this secret; 'twinproxy secret apply' gives all"
                + " nodes one secret");
    }

    private static String reason(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause instanceof KeeperException keeper
                ? keeper.code().name()
                : String.valueOf(cause == null ? e : cause);
    }

    /** Completes with a value, or with what the code says. */
    static <T> void complete(CompletableFuture<T> answer, int code, String path, T value) {
        if (code == Code.OK.intValue()) {
            answer.complete(value);
        } else {
            answer.completeExceptionally(KeeperException.create(Code.get(code), path));
        }
    }
}
