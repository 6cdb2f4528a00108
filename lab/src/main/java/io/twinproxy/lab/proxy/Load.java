package io.twinproxy.lab.proxy;

import java.util.Locale;

/**
 * What clients do.
 *
 * @param connections clients at a time
 * @param depth requests a client sends at once; it sends again when all have their replies
 * @param setPercent how many of a hundred requests store; the others get
 * @param persistent whether a client keeps its connection; else every batch has a new one
 * @param rate requests a second in all, sent when they are due whether or not earlier ones are answered as long as a client
 *     is free; 0 for a closed loop, as fast as it goes
 */
record Load(int connections, int depth, int setPercent, boolean persistent, double rate) {
    Load {
        if (connections < 1 || depth < 1 || setPercent < 0 || setPercent > 100 || rate < 0) {
            throw new IllegalArgumentException("no load: " + connections + " connections, depth " + depth + ", "
                    + setPercent + " % sets, " + rate + "/s");
        }
    }

    boolean open() {
        return rate > 0;
    }

    /** The same from part of the clients. */
    Load share(int part, int connectionsOfPart) {
        return new Load(connectionsOfPart, depth, setPercent, persistent, rate / part);
    }

    Load at(double other) {
        return new Load(connections, depth, setPercent, persistent, other);
    }

    String sentence() {
        return (persistent ? "" : "new connection each, ")
                + (depth == 1 ? "one at a time" : "pipelines of " + depth)
                + (open() ? String.format(Locale.ROOT, ", %,.0f/s offered", rate) : "");
    }
}
