package io.twinproxy.controller.sim;

import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.CloudError;
import io.twinproxy.emulator.core.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * Makes one controller's calls to the emulator's core. What goes wrong with a call is the core's verdict; delays are
 * left for the worker to take. An effect that comes late comes after its caller has been told of a timeout.
 */
final class SimCalls {
    /** Told of every call that may change something, before it is made and once it has taken effect. */
    interface Guard {
        void aboutToWrite(String what);

        void written();
    }

    private final Cloud cloud;
    private final Guard guard;
    private Duration delay = Duration.ZERO;

    SimCalls(Cloud cloud, Guard guard) {
        this.cloud = cloud;
        this.guard = guard;
    }

    /** How long the calls since the last asking took beyond the work itself. */
    Duration takeDelay() {
        Duration taken = delay;
        delay = Duration.ZERO;
        return taken;
    }

    <T> T write(Action action, String what, Function<CloudError, RuntimeException> error, Supplier<T> work) {
        guard.aboutToWrite(what);
        return call(action, error, () -> {
            T answer = work.get();
            guard.written();
            return answer;
        });
    }

    <T> T call(Action action, Function<CloudError, RuntimeException> error, Supplier<T> work) {
        Verdict verdict = cloud.faults().decide(action);
        delay = delay.plus(verdict.before().delay());
        if (verdict.before().dropped()) {
            throw timeout();
        }
        if (verdict.before().error().isPresent()) {
            throw error.apply(verdict.before().error().get());
        }
        Optional<Duration> late = verdict.after().lateBy();
        if (late.isPresent()) {
            cloud.later(late.get(), () -> {
                T unused = work.get();
            });
            throw timeout();
        }
        T answer;
        try {
            answer = work.get();
        } catch (CloudError e) {
            throw error.apply(e);
        }
        if (verdict.after().reply() != Verdict.Reply.WHOLE) {
            throw timeout();
        }
        return answer;
    }

    private static ApiCallTimeoutException timeout() {
        return ApiCallTimeoutException.builder().message("no answer in time").build();
    }
}
