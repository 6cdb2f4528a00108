package io.twinproxy.controller.sim;

import io.twinproxy.controller.act.Endpoint;
import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Observed;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Preflight;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.eni.Attach;
import io.twinproxy.controller.act.eni.Detach;
import io.twinproxy.controller.act.mapping.Lead;
import io.twinproxy.controller.decide.Placement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Broken endpoints, each with one fault of a kind that a change to the production classes could bring in. */
final class EndpointMutants {
    private EndpointMutants() {}

    /** An endpoint that detaches whatever hangs there now, not the attachment that was seen. */
    static Tampering detachesWhateverIsThere() {
        return endpoint((world, pair, honest) -> new Changed(honest) {
            @Override
            public Outcome run(Step step) {
                if (step instanceof Detach detach) {
                    String now =
                            world.attachments().latest(pair.networkInterface).orElse(detach.attachmentId());
                    return honest.run(new Detach(now, detach.force()));
                }
                return honest.run(step);
            }
        });
    }

    /** An endpoint that holds a reading that failed for one that nothing hangs on anything. */
    static Tampering takesUnreadableForUnattached() {
        return endpoint((world, pair, honest) -> new Changed(honest) {
            @Override
            public Observed observe() {
                Observed seen = honest.observe();
                boolean readable = seen.placement(List.of(), Optional.empty()).kind() != Placement.Kind.UNKNOWN;
                return readable ? seen : new Blind(seen, pair.networkInterface);
            }
        });
    }

    /** An endpoint that tries a step again at once when the cloud's reply to it was not good. */
    static Tampering triesAgainWithoutALook() {
        return endpoint((world, pair, honest) -> new Changed(honest) {
            @Override
            public Outcome run(Step step) {
                Outcome outcome = honest.run(step);
                return outcome.kind() == Outcome.Kind.DONE ? outcome : honest.run(step);
            }
        });
    }

    /** An endpoint that leads an address to whatever host does not have it. */
    static Tampering leadsToAnyHost() {
        return endpoint((world, pair, honest) -> new Changed(honest) {
            @Override
            public Outcome run(Step step) {
                if (step instanceof Lead lead) {
                    String wrong = pair.hosts().stream()
                            .map(h -> h.instance)
                            .filter(i -> !i.equals(lead.instance()))
                            .findFirst()
                            .orElseThrow();
                    return honest.run(new Lead(lead.what(), lead.place(), wrong, lead.first()));
                }
                return honest.run(step);
            }
        });
    }

    private record Blind(Observed seen, String networkInterface) implements Observed {
        @Override
        public Placement placement(List<Target> hosts, Optional<String> assigned) {
            return Placement.none(networkInterface + " is attached to nothing");
        }

        @Override
        public Next next(Target wanted, Duration waited) {
            return Next.step(new Attach(networkInterface, wanted.instance().orElse(""), 1, 0));
        }

        @Override
        public boolean readable() {
            return true;
        }

        @Override
        public String state() {
            return "unattached";
        }
    }

    /** A leader that carries on only with moves it has begun itself: what another detached it leaves hanging. */
    static Tampering leavesAPredecessorsMove() {
        return endpoint((world, pair, honest) -> new Changed(honest) {
            private boolean mine;

            @Override
            public Outcome run(Step step) {
                boolean detachedByAnother = step instanceof Attach
                        && !mine
                        && world.attachments().latest(pair.networkInterface).isPresent();
                mine |= step instanceof Detach;
                return detachedByAnother ? Outcome.pending("", "this move was begun by another") : honest.run(step);
            }
        });
    }

    private interface Change {
        Endpoint of(SimWorld world, SimPair pair, Endpoint honest);
    }

    private static Tampering endpoint(Change change) {
        return new Tampering() {
            @Override
            public Endpoint endpoint(SimWorld world, SimPair pair, Endpoint honest) {
                return change.of(world, pair, honest);
            }
        };
    }

    /** The honest endpoint, for what is not changed. */
    abstract static class Changed implements Endpoint {
        private final Endpoint honest;

        Changed(Endpoint honest) {
            this.honest = honest;
        }

        @Override
        public Observed observe() {
            return honest.observe();
        }

        @Override
        public Outcome run(Step step) {
            return honest.run(step);
        }

        @Override
        public Preflight preflight(List<Target> hosts) {
            return honest.preflight(hosts);
        }

        @Override
        public Duration callTimeout() {
            return honest.callTimeout();
        }
    }
}
