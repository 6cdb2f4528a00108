package io.twinproxy.controller.loop;

import java.util.concurrent.Callable;
import java.util.function.Consumer;

/**
 * The one concurrency seam: runs a blocking call elsewhere and posts what came of it to the mailbox. A call for one pair
 * never waits for a call of another. In a simulation, that a call takes effect and that its reply arrives are two events.
 */
public interface Worker {
    /**
     * Sets a call on its way.
     *
     * @param what in words, for the status page
     * @param done runs on the loop's thread, exactly once, unless the program ends first
     */
    <T> void run(String pair, String what, Callable<T> call, Consumer<Reply<T>> done);
}
