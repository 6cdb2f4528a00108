package io.twinproxy.agent.os;

import java.util.List;

/** The program {@code ip} of iproute2. Blocks for a bounded time. */
@FunctionalInterface
interface Ip {
    Output run(List<String> arguments);

    /**
     * What came of a run.
     *
     * @param exit 0 when it went well; {@link #NOT_RUN} when it could not be started or did not end in time
     * @param text what it printed, errors included
     */
    record Output(int exit, String text) {
        static final int NOT_RUN = -1;

        boolean good() {
            return exit == 0;
        }

        String firstLine() {
            return text.lines().findFirst().orElse("exit status " + exit);
        }
    }
}
