package io.twinproxy.controller.rehearse;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.twinproxy.controller.act.aws.AwsClients;
import io.twinproxy.controller.act.aws.AwsEndpoints;
import io.twinproxy.controller.act.aws.RehearsedCloud;
import io.twinproxy.controller.loop.Controller;
import io.twinproxy.controller.loop.Mailbox;
import io.twinproxy.controller.loop.Reply;
import io.twinproxy.controller.loop.Worker;
import io.twinproxy.controller.loop.World;
import io.twinproxy.controller.report.Metrics;
import io.twinproxy.controller.report.Reports;
import io.twinproxy.controller.report.StatusBoard;
import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Entry;
import io.twinproxy.coordination.NameTakenException;
import io.twinproxy.coordination.PairRecords;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.memory.MemoryEnsemble;
import io.twinproxy.coordination.memory.MemoryStore;
import io.twinproxy.coordination.record.Assignment;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Sight;
import io.twinproxy.coordination.record.Switchover;
import io.twinproxy.coordination.settings.SettingsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Plays failovers and switchovers with the production loop and the real SDK, over a store in memory and answers without
 * a socket, in jumping time. The first real failover then meets code that has run and been compiled; played cold, the
 * same move takes several times as long. It touches nothing outside of this process. One thread.
 */
public final class Rehearsal {
    private static final String PAIR = "rehearsal";
    private static final Duration SESSION = Duration.ofHours(1);

    /** A move takes a few hundred steps; a play that does not end is a bug, and is given up. */
    private static final int STEPS_MAX = 20_000;

    private final Agenda agenda = new Agenda();
    private final MemoryStore store;
    private final StageProber prober = new StageProber(agenda, this::down);
    private final List<Actor> actors;
    private final Controller controller;
    private long turns;
    private boolean woken;

    /** How far it came. */
    public record Played(int moves, Duration took) {}

    private Rehearsal(AwsClients clients) throws UnavailableException, NameTakenException {
        MemoryEnsemble ensemble = new MemoryEnsemble(agenda::nanos, agenda::after);
        this.store = store(ensemble, "leader");
        declare();
        this.actors = List.of(
                new Actor(store(ensemble, "a"), PAIR, "a", "b", RehearsedCloud.INSTANCES.get(0)),
                new Actor(store(ensemble, "b"), PAIR, "b", "a", RehearsedCloud.INSTANCES.get(1)));
        Mailbox mailbox = new Mailbox(this::wake);
        this.controller = new Controller(new World(
                PAIR,
                agenda::nanos,
                () -> agenda.nanos() / 1_000_000,
                store,
                store.stand(PAIR, ""),
                prober,
                AwsEndpoints.of(clients, agenda::nanos),
                new Inline(mailbox),
                mailbox,
                Reports.all(
                        new Metrics(new PrometheusRegistry()),
                        new StatusBoard(PAIR, agenda::nanos, () -> agenda.nanos() / 1_000_000))));
        wake();
    }

    /**
     * Plays until so many moves are done or the time is over, whichever comes first.
     *
     * @param nanos the clock the time is taken on
     * @throws IllegalStateException when a play does not end: a bug, and no reason not to stand for leadership
     */
    public static Played play(int moves, Duration most, LongSupplier nanos) {
        long began = nanos.getAsLong();
        int done = 0;
        try (AwsClients clients = AwsClients.rehearsing(Duration.ofSeconds(2))) {
            var unused = EveryKind.play(clients);
            Rehearsal rehearsal = new Rehearsal(clients);
            rehearsal.until("the first reading", rehearsal::settled);
            while (done < moves && nanos.getAsLong() - began < most.toNanos()) {
                rehearsal.move(done);
                done++;
            }
        } catch (UnavailableException | NameTakenException | ConflictException e) {
            throw new IllegalStateException("a store in memory refuses", e);
        }
        return new Played(done, Duration.ofNanos(nanos.getAsLong() - began));
    }

    private MemoryStore store(MemoryEnsemble ensemble, String client) {
        return new MemoryStore(ensemble, client, agenda::nanos, agenda::after, SESSION, Duration.ofMillis(1));
    }

    private void declare() throws UnavailableException {
        try {
            store.putSpec(
                    PairSpec.parse(
                            "{pair: " + PAIR + ", endpoint: {kind: eni, network-interface: " + RehearsedCloud.INTERFACE
                                    + ", device-index: 1}, timings: {hold-down: 0s}}",
                            "the rehearsal"),
                    Entry.ABSENT);
        } catch (SettingsException | ConflictException e) {
            throw new IllegalStateException("the rehearsal's own pair is not right", e);
        }
    }

    /** Every other move is a failover, with the killed host back afterwards; the others are asked for. */
    private void move(int number) throws UnavailableException, ConflictException {
        PairRecords records = store.read(PAIR);
        Assignment before = records.assignment().value().orElse(Assignment.NONE);
        boolean failover = number % 2 == 0;
        int active = before.active().equals(Optional.of("a")) ? 0 : 1;
        Actor peer = actors.get(1 - active);
        if (failover) {
            actors.get(active).kill();
            peer.sees(Sight.REFUSED);
            prober.look();
        } else {
            Request request = new Request(PAIR, PAIR, 0);
            Switchover wish = new Switchover(Integer.toString(number), Optional.empty(), false, true, request);
            store.putIntent(
                    PAIR,
                    records.intent().value().orElse(Intent.NONE).withSwitchover(wish),
                    records.intent().version());
        }
        until("move " + number, () -> moved(before));
        if (failover) {
            actors.get(active).start();
            peer.sees(Sight.ANSWERED);
            prober.look();
        }
        until("rest after move " + number, this::settled);
    }

    private boolean moved(Assignment before) {
        Assignment now = assignment();
        return now.generation() > before.generation() && now.move().isEmpty();
    }

    private boolean settled() {
        Assignment now = assignment();
        try {
            return now.active().isPresent()
                    && now.move().isEmpty()
                    && store.read(PAIR)
                            .reading()
                            .value()
                            .map(r -> r.situation() == 1000)
                            .orElse(false);
        } catch (UnavailableException e) {
            return false;
        }
    }

    private Assignment assignment() {
        try {
            return store.read(PAIR).assignment().value().orElse(Assignment.NONE);
        } catch (UnavailableException e) {
            return Assignment.NONE;
        }
    }

    private void until(String what, BooleanSupplier done) {
        for (int step = 0; !done.getAsBoolean(); step++) {
            if (step > STEPS_MAX || !agenda.step()) {
                throw new IllegalStateException(what + " did not end after " + step + " steps");
            }
        }
    }

    private boolean down(String address) {
        return actors.stream().anyMatch(a -> a.down() && a.is(address));
    }

    private void wake() {
        if (!woken) {
            woken = true;
            agenda.after(Duration.ZERO, this::turn);
        }
    }

    private void turn() {
        woken = false;
        long turn = ++turns;
        agenda.after(controller.turn(), () -> {
            if (turn == turns && !woken) {
                turn();
            }
        });
    }

    /** Makes each call when it is asked for, and posts the reply. */
    private record Inline(Mailbox mailbox) implements Worker {
        @Override
        public <T> void run(String pair, String what, Callable<T> call, Consumer<Reply<T>> done) {
            Reply<T> reply = reply(call);
            mailbox.post(done, () -> done.accept(reply));
        }

        private static <T> Reply<T> reply(Callable<T> call) {
            try {
                return Reply.of(call.call());
            } catch (Exception e) {
                return Reply.failed(e);
            }
        }
    }
}
