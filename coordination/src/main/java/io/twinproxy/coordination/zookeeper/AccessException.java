package io.twinproxy.coordination.zookeeper;

import java.util.List;

/** The files that open the way to ZooKeeper cannot be used: every problem at once, each with its file. */
public final class AccessException extends Exception {
    private final transient List<String> problems;

    AccessException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
