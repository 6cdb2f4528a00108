package io.twinproxy.controller.sim;

import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.Leadership;
import io.twinproxy.coordination.Lease;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.probe.Prober;
import io.twinproxy.coordination.probe.Sighting;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.HoldDown;
import io.twinproxy.coordination.record.Peer;
import io.twinproxy.coordination.record.Sight;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Broken parts, each with one fault of a kind that a change to the production classes could bring in. */
final class Mutants {
    private Mutants() {}

    /** A leadership that believes in its lease for ever: writes without asking anew. */
    static Tampering neverAsksForTheLease() {
        return leadership(Mutants::everlasting);
    }

    private static Optional<Lease> everlasting(Optional<Lease> last, Optional<Lease> now) {
        return now.or(() -> last).map(l -> new Lease(l.epoch(), Long.MAX_VALUE));
    }

    /** A leadership that goes on believing in a lease when the connection is suspended, until the lease runs out. */
    static Tampering ignoresSuspension() {
        return leadership((last, now) -> now.or(() -> last));
    }

    private interface Belief {
        Optional<Lease> lease(Optional<Lease> last, Optional<Lease> now);
    }

    private static Tampering leadership(Belief belief) {
        return new Tampering() {
            @Override
            public Leadership leadership(Leadership honest) {
                return new Leadership() {
                    private Optional<Lease> last = Optional.empty();

                    @Override
                    public Optional<Lease> lease() {
                        last = belief.lease(last, honest.lease());
                        return last;
                    }

                    @Override
                    public void onChange(Runnable listener) {
                        honest.onChange(listener);
                    }

                    @Override
                    public void close() {
                        honest.close();
                    }
                };
            }
        };
    }

    /** A view that says 'not paused'. */
    static Tampering doesNotSeeThePause() {
        return picture(p -> new PairRecords(
                p.pair(),
                p.spec(),
                p.hosts(),
                p.assignment(),
                map(p.intent(), i -> i.withPaused(Optional.empty())),
                p.reading()));
    }

    /** A leader that forgets what rest its predecessor left it. */
    static Tampering forgetsTheHoldDown() {
        return picture(p -> new PairRecords(
                p.pair(), p.spec(), p.hosts(), map(p.assignment(), Mutants::rested), p.intent(), p.reading()));
    }

    private static Assignment rested(Assignment a) {
        return new Assignment(
                a.active(),
                a.generation(),
                a.epoch(),
                a.situation(),
                a.why(),
                a.by(),
                a.atMillis(),
                a.move(),
                a.answered(),
                HoldDown.NONE,
                a.interfaceMac(),
                a.interfaceAddress(),
                a.members(),
                a.unknown());
    }

    /** Whatever the leader's own probe says against a host, its peer is taken to say as well. */
    static Tampering takesOneSignalForDown() {
        SortedSet<String> down = new TreeSet<>();
        Tampering echo = picture(p -> hosts(
                p,
                beat -> with(
                        beat,
                        beat.peer()
                                .map(peer -> down.contains(peer.host())
                                        ? new Peer(peer.host(), Sight.SILENT, "so it is")
                                        : peer))));
        return new Tampering() {
            @Override
            public Store store(Store honest) {
                return echo.store(honest);
            }

            @Override
            public Prober prober(Prober honest) {
                return new HeardProber(honest, down);
            }
        };
    }

    /** Tells others which hosts it sees down. */
    private record HeardProber(Prober honest, SortedSet<String> down) implements Prober {
        @Override
        public Watch watch(io.twinproxy.coordination.probe.Target target, Consumer<Sighting> onChange) {
            return honest.watch(target, sighting -> {
                if (sighting.sight().down()) {
                    down.add(target.address());
                } else {
                    down.remove(target.address());
                }
                onChange.accept(sighting);
            });
        }

        @Override
        public void close() {
            honest.close();
        }
    }

    private static Heartbeat with(Heartbeat beat, Optional<Peer> peer) {
        return new Heartbeat(
                beat.incarnation(),
                beat.sequence(),
                beat.atMillis(),
                beat.refresh(),
                beat.instance(),
                beat.zone(),
                beat.proxy(),
                beat.leaving(),
                beat.maintenance(),
                peer,
                beat.hold(),
                beat.holdDetail(),
                beat.follows(),
                beat.active(),
                beat.health(),
                beat.unknown());
    }

    private static PairRecords hosts(PairRecords p, UnaryOperator<Heartbeat> change) {
        SortedMap<String, Entry<Heartbeat>> hosts = new TreeMap<>();
        p.hosts().forEach((host, entry) -> hosts.put(host, map(entry, change)));
        return new PairRecords(p.pair(), p.spec(), hosts, p.assignment(), p.intent(), p.reading());
    }

    private static <T> Entry<T> map(Entry<T> entry, UnaryOperator<T> change) {
        return new Entry<>(entry.value().map(change), entry.version(), entry.problem());
    }

    private static Tampering picture(UnaryOperator<PairRecords> seen) {
        return new Tampering() {
            @Override
            public Store store(Store honest) {
                return new SeenStore(honest, seen);
            }
        };
    }

    /** Shows its pictures otherwise than they are. */
    private static final class SeenStore extends WatchedStore {
        private final UnaryOperator<PairRecords> seen;

        SeenStore(Store honest, UnaryOperator<PairRecords> seen) {
            super(honest, (pair, assignment) -> {});
            this.seen = seen;
        }

        @Override
        public PairRecords read(String pair) throws UnavailableException {
            return seen.apply(super.read(pair));
        }

        @Override
        public AutoCloseable watch(Optional<String> pair, Listener listener) {
            return super.watch(pair, new Listener() {
                @Override
                public void changed(PairRecords records) {
                    listener.changed(seen.apply(records));
                }

                @Override
                public void removed(String gone) {
                    listener.removed(gone);
                }

                @Override
                public void connected(boolean connected) {
                    listener.connected(connected);
                }
            });
        }
    }

    /** Readiness is never doubted: gone heartbeats are remembered as there, and every probe is answered. */
    static Tampering takesEveryHostForReady() {
        SortedMap<String, SortedMap<String, Entry<Heartbeat>>> everyPair = new TreeMap<>();
        Tampering forgetful = picture(p -> {
            SortedMap<String, Entry<Heartbeat>> remembered =
                    everyPair.computeIfAbsent(p.pair(), pair -> new TreeMap<>());
            p.hosts().forEach((host, entry) -> {
                if (entry.value().map(h -> h.proxy().serving()).orElse(false)) {
                    remembered.put(host, entry);
                }
            });
            SortedMap<String, Entry<Heartbeat>> hosts = new TreeMap<>(remembered);
            hosts.putAll(p.hosts());
            return new PairRecords(p.pair(), p.spec(), hosts, p.assignment(), p.intent(), p.reading());
        });
        return new Tampering() {
            @Override
            public Store store(Store honest) {
                return forgetful.store(honest);
            }

            @Override
            public Prober prober(Prober honest) {
                return new SunnyProber(honest);
            }
        };
    }

    /** Says of every host that it answers. */
    private record SunnyProber(Prober honest) implements Prober {
        @Override
        public Watch watch(io.twinproxy.coordination.probe.Target target, Consumer<Sighting> onChange) {
            Watch watch = honest.watch(target, onChange);
            return new Watch() {
                @Override
                public io.twinproxy.coordination.probe.Target target() {
                    return watch.target();
                }

                @Override
                public Sighting latest() {
                    Sighting s = watch.latest();
                    return new Sighting(
                            Sight.ANSWERED, "", s.sinceNanos(), OptionalLong.of(s.sinceNanos()), OptionalLong.empty());
                }

                @Override
                public void close() {
                    watch.close();
                }
            };
        }

        @Override
        public void close() {
            honest.close();
        }
    }

    /** An operating system that keeps showing an interface once it has had it. */
    static Tampering keepsShowingTheInterface() {
        return new Tampering() {
            private final SortedMap<String, Boolean> had = new TreeMap<>();

            @Override
            public boolean guestHas(SimHost host, boolean honest) {
                return had.merge(host.name, honest, Boolean::logicalOr);
            }
        };
    }
}
