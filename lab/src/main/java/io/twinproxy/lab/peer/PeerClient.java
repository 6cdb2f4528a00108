package io.twinproxy.lab.peer;

import io.twinproxy.cli.sandbox.LoadClient;
import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.json.JsonObject;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * The client of the sandbox's demonstration, as a process, since it must live in a namespace of its own. Arguments: host,
 * port, and for how many seconds it is to go on after it has told that its load is steady.
 */
public final class PeerClient {
    static final String STEADY = "steady";

    /** As in the demonstration: long enough for the connection to be there and the code to be compiled. */
    private static final long WARM_MILLIS = 1500;

    /** nutcracker puts a backend that was not there at its start out for five seconds; so many times warm is enough. */
    private static final int WARM_MAX = 6;

    private PeerClient() {}

    public static void main(String[] args) throws InterruptedException {
        InetSocketAddress at = new InetSocketAddress(args[0], Integer.parseInt(args[1]));
        try (LoadClient load = LoadClient.start(at)) {
            for (int i = 0; i < WARM_MAX && load.tally().lastGoodNanos() == 0; i++) {
                TimeUnit.MILLISECONDS.sleep(WARM_MILLIS);
            }
            TimeUnit.MILLISECONDS.sleep(WARM_MILLIS);
            if (load.tally().lastGoodNanos() == 0) {
                System.err.println("no good reply: " + load.tally().lastFailure());
                System.exit(1);
            }
            load.forget();
            System.out.println(STEADY);
            TimeUnit.SECONDS.sleep(Long.parseLong(args[2]));
            LoadClient.Tally tally = load.tally();
            long silence = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - tally.lastGoodNanos());
            System.out.println(Json.text(new JsonObject()
                    .put("requests", tally.requests())
                    .put("failed", tally.failed())
                    .put("longestGapMs", TimeUnit.NANOSECONDS.toMillis(tally.longestGapNanos()))
                    .put("silenceMs", silence)
                    .put("lastFailure", tally.lastFailure())));
        }
    }
}
