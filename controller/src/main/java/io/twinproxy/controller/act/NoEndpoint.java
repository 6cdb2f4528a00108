package io.twinproxy.controller.act;

import io.twinproxy.controller.decide.Placement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An endpoint this controller has no means to reach, such as one on AWS where no AWS settings are given. It is never
 * readable, so nothing is decided about its pair, and the sentence says what is missing. Other pairs are not touched.
 */
public record NoEndpoint(String sentence) implements Endpoint {
    @Override
    public Observed observe() {
        return new Unreadable(sentence);
    }

    @Override
    public Outcome run(Step step) {
        return Outcome.refused("", sentence);
    }

    @Override
    public Preflight preflight(List<Target> hosts) {
        return new Preflight(List.of(sentence), new TreeMap<>(), List.of(), true);
    }

    @Override
    public Duration callTimeout() {
        return Duration.ZERO;
    }

    private record Unreadable(String sentence) implements Observed {
        @Override
        public Placement placement(List<Target> hosts, Optional<String> assigned) {
            return Placement.unknown(sentence);
        }

        @Override
        public Next next(Target wanted, Duration waited) {
            return Next.stuck(sentence);
        }

        @Override
        public boolean readable() {
            return false;
        }

        @Override
        public String state() {
            return "unreadable";
        }
    }
}
