package io.twinproxy.controller.sim;

import io.twinproxy.controller.loop.Mailbox;
import io.twinproxy.controller.loop.Reply;
import io.twinproxy.controller.loop.Worker;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** A worker whose calls take effect in one event and are answered in another, with anything else between them. */
final class SimWorker implements Worker {
    private static final Duration CALL_MAX = Duration.ofMillis(2500);

    private final Proc proc;
    private final Mailbox mailbox;
    private final SplittableRandom random;
    private final SimCalls cloud;
    private long calls;

    SimWorker(Proc proc, Mailbox mailbox, SplittableRandom random, SimCalls cloud) {
        this.proc = proc;
        this.mailbox = mailbox;
        this.random = random;
        this.cloud = cloud;
    }

    @Override
    public <T> void run(String pair, String what, Callable<T> call, Consumer<Reply<T>> done) {
        String key = "reply " + ++calls;
        proc.after(Duration.ofNanos(random.nextLong(200_000, 8_000_000)), () -> {
            Reply<T> reply = reply(call);
            Duration took = cloud.takeDelay().plusNanos(random.nextLong(200_000, 8_000_000));
            Duration capped = took.compareTo(CALL_MAX) > 0 ? CALL_MAX : took;
            proc.after(capped, () -> mailbox.post(key, () -> done.accept(reply)));
        });
    }

    private static <T> Reply<T> reply(Callable<T> call) {
        try {
            return Reply.of(call.call());
        } catch (Exception e) {
            return Reply.failed(e);
        }
    }
}
