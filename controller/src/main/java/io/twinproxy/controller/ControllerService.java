package io.twinproxy.controller;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.twinproxy.controller.act.Endpoints;
import io.twinproxy.controller.act.FirstLooks;
import io.twinproxy.controller.act.aws.AwsClients;
import io.twinproxy.controller.act.aws.AwsEndpoints;
import io.twinproxy.controller.act.aws.AwsSettings;
import io.twinproxy.controller.loop.Bell;
import io.twinproxy.controller.loop.Controller;
import io.twinproxy.controller.loop.Driver;
import io.twinproxy.controller.loop.Mailbox;
import io.twinproxy.controller.loop.ThreadWorker;
import io.twinproxy.controller.loop.World;
import io.twinproxy.controller.rehearse.Rehearsal;
import io.twinproxy.controller.report.LogReport;
import io.twinproxy.controller.report.Metrics;
import io.twinproxy.controller.report.Report;
import io.twinproxy.controller.report.Reports;
import io.twinproxy.controller.report.StatusBoard;
import io.twinproxy.controller.report.StatusServer;
import io.twinproxy.controller.settings.Aws;
import io.twinproxy.controller.settings.ControllerSettings;
import io.twinproxy.controller.settings.Embedded;
import io.twinproxy.coordination.Leadership;
import io.twinproxy.coordination.NameTakenException;
import io.twinproxy.coordination.RefusedException;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import io.twinproxy.coordination.probe.NioProber;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.settings.AccessFiles;
import io.twinproxy.coordination.settings.Address;
import io.twinproxy.coordination.zookeeper.Access;
import io.twinproxy.coordination.zookeeper.AccessException;
import io.twinproxy.coordination.zookeeper.EmbeddedOptions;
import io.twinproxy.coordination.zookeeper.EmbeddedZooKeeper;
import io.twinproxy.coordination.zookeeper.Secret;
import io.twinproxy.coordination.zookeeper.ZooKeeperOptions;
import io.twinproxy.coordination.zookeeper.ZooKeeperStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A controller as it runs in production: real threads, clocks, sockets, ZooKeeper and AWS around the loop. Everything is
 * built before it stands for leadership, and a move is rehearsed as soon as it does; nothing is loaded at the moment of
 * failover.
 */
public final class ControllerService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ControllerService.class);

    /** One tick of an embedded server: sessions last 2 to 20 of them. */
    private static final Duration TICK = Duration.ofMillis(500);

    /** A connection takes some moments to be usable, also when ZooKeeper is there; so it is tried again soon. */
    private static final Duration STAND_AGAIN = Duration.ofMillis(100);

    /** ZooKeeper away at the start is waited for, with a line in the log for each so many tries: every two seconds. */
    private static final int TRIES_A_LINE = 20;

    /** Enough for the compiler to have seen every step of a move; about a second of a slow core, in all. */
    private static final int REHEARSED_MOVES = 10;

    private static final Duration REHEARSAL_MOST = Duration.ofSeconds(5);

    /** Of so many pairs the kinds are looked for: among them is one of each that matters, and reading them is short. */
    private static final int WARMED_PAIRS_MAX = 64;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Optional<Throwable> bug = Optional.empty();
    private final Pulse pulse;
    private volatile boolean closing;

    private ControllerService(Pulse pulse) {
        this.pulse = pulse;
    }

    /**
     * Starts a controller. Blocks until it stands for leadership, which takes until ZooKeeper answers.
     *
     * @param pulse is told of every turn
     * @param up runs once everything this machine can refuse is open, before ZooKeeper is waited for
     * @throws NameTakenException when another live controller goes by the name
     * @throws AccessException when the files that open the way to ZooKeeper cannot be used, with every problem
     * @throws IOException when the status address or the embedded server's directory or port cannot be used
     */
    public static ControllerService start(ControllerSettings settings, Pulse pulse, Runnable up)
            throws AccessException, IOException, NameTakenException, InterruptedException {
        ControllerService service = new ControllerService(pulse);
        try {
            service.open(settings, up);
        } catch (AccessException | IOException | NameTakenException | InterruptedException | RuntimeException e) {
            service.close();
            throw e;
        }
        return service;
    }

    private void open(ControllerSettings settings, Runnable up)
            throws AccessException, IOException, NameTakenException, InterruptedException {
        Optional<Embedded> embedded = settings.zookeeper().embedded();
        Access access = access(settings);
        if (embedded.isPresent()) {
            keep(EmbeddedZooKeeper.start(options(embedded.get()).withTls(access.tls())))
                    .onDeath(this::zookeeperDied);
        }
        Endpoints endpoints = endpoints(settings.aws());
        StatusBoard board = new StatusBoard(settings.name(), System::nanoTime, System::currentTimeMillis);
        PrometheusRegistry registry = new PrometheusRegistry();
        Report report = Reports.all(new LogReport(), new Metrics(registry), board);
        String status = "off";
        if (settings.status().isPresent()) {
            Address address = settings.status().get();
            status =
                    keep(StatusServer.start(address, board, registry)).address().toString();
        }
        up.run();
        Store store = keep(connect(settings, access));
        Leadership leadership = keep(stand(store, settings.name(), status));
        Bell bell = new Bell();
        Mailbox mailbox = new Mailbox(bell::ring);
        Controller controller = new Controller(new World(
                settings.name(),
                System::nanoTime,
                System::currentTimeMillis,
                store,
                leadership,
                keep(NioProber.start(System::nanoTime, this::broken)),
                endpoints,
                keep(new ThreadWorker(mailbox, settings.session())),
                mailbox,
                report));
        pulse.turned();
        drive(controller, bell);
        LOG.info("controller {} stands for leadership; status {}", settings.name(), status);
        Thread rehearsal = new Thread(
                () -> {
                    warm(store, endpoints);
                    rehearse();
                },
                "rehearsal");
        rehearsal.setDaemon(true);
        rehearsal.start();
    }

    /** Before the rehearsal, which needs no cloud: whoever leads already makes these same looks. */
    private static void warm(Store store, Endpoints endpoints) {
        try {
            List<PairSpec> declared = new ArrayList<>();
            for (String pair : store.pairs().stream().limit(WARMED_PAIRS_MAX).toList()) {
                store.read(pair).spec().value().ifPresent(declared::add);
            }
            FirstLooks.at(endpoints, declared)
                    .forEach(problem -> LOG.warn("the cloud does not answer yet: {}", problem));
        } catch (UnavailableException | RuntimeException e) {
            LOG.info("no look at the cloud ahead of time: {}", e.toString());
        }
    }

    /** Beside the loop, since a pair without any leader is worse off than one whose first move is slow. */
    private static void rehearse() {
        try {
            Rehearsal.Played played = Rehearsal.play(REHEARSED_MOVES, REHEARSAL_MOST, System::nanoTime);
            LOG.info(
                    "rehearsed {} moves in {} ms", played.moves(), played.took().toMillis());
        } catch (RuntimeException e) {
            LOG.warn("the rehearsal failed, so the first real move will be slower", e);
        }
    }

    /** A controller that went on without it would look alive, and its ensemble would be a server short for ever. */
    private void zookeeperDied() {
        String sentence =
                "the embedded ZooKeeper has ended; so does the process, for whatever started it to start it again";
        LOG.error(sentence);
        broken(new IllegalStateException(sentence));
    }

    /** The process ends: without its loop, or its probes, it would only look alive. */
    private void broken(Throwable cause) {
        bug = Optional.of(cause);
        ended.countDown();
    }

    private static EmbeddedOptions options(Embedded embedded) {
        return new EmbeddedOptions(
                embedded.id(),
                embedded.peers().stream()
                        .map(p -> p.host() + ":" + p.peerPort() + ":" + p.electionPort())
                        .toList(),
                embedded.port(),
                embedded.data(),
                TICK);
    }

    private Endpoints endpoints(Aws aws) {
        if (aws.region().isEmpty()) {
            LOG.info("no aws.region is set: only endpoints of kind command can be moved");
            return AwsEndpoints.withoutAws(aws.callTimeout());
        }
        AwsClients clients =
                keep(AwsClients.of(new AwsSettings(aws.region().get(), aws.endpoint(), aws.callTimeout())));
        return AwsEndpoints.of(clients, System::nanoTime);
    }

    /** As the settings name it; a server alone, which is not told otherwise, has a secret beside its data. */
    private static Access access(ControllerSettings settings) throws AccessException, IOException {
        AccessFiles files = settings.access();
        Optional<Embedded> embedded = settings.zookeeper().embedded();
        if (embedded.isPresent() && files.secret().isEmpty() && !files.open()) {
            Path data = Files.createDirectories(embedded.get().data());
            Path secret = data.resolve("secret");
            Secret.readOrMake(secret, new SecureRandom());
            LOG.info("the secret of the embedded ZooKeeper is in {}", secret);
            return Access.read(files.withSecret(secret));
        }
        return Access.read(files);
    }

    private static Store connect(ControllerSettings settings, Access access) {
        ZooKeeperOptions options = ZooKeeperOptions.of(settings.name())
                .withSessionTimeout(settings.session())
                .withAccess(access);
        try {
            return ZooKeeperStore.connect(settings.zookeeper().hosts(), options);
        } catch (UnavailableException e) {
            throw new IllegalStateException("connecting without a first wait must not wait", e);
        }
    }

    private Leadership stand(Store store, String name, String status) throws NameTakenException, InterruptedException {
        for (long tries = 1; ; tries++) {
            try {
                return store.stand(name, status);
            } catch (RefusedException e) {
                // Logged by the connection, once.
                if (ended.await(STAND_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new InterruptedException("closed while ZooKeeper refused");
                }
            } catch (UnavailableException e) {
                if (tries % TRIES_A_LINE == 0) {
                    LOG.warn("ZooKeeper does not answer: {}; trying again", e.getMessage());
                }
                if (ended.await(STAND_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new InterruptedException("closed while waiting for ZooKeeper");
                }
            }
        }
    }

    private void drive(Controller controller, Bell bell) {
        Driver driver = new Driver(controller, bell, pulse::turned, cause -> {
            LOG.error("a bug ended the loop; the process ends, and another controller takes over", cause);
            broken(cause);
        });
        Thread thread = new Thread(driver, "loop");
        thread.setDaemon(true);
        keep(() -> {
            driver.stop();
            thread.join(Duration.ofSeconds(2).toMillis());
            controller.close();
        });
        thread.start();
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Waits until it is closed, or a bug has ended it; true for the former. */
    public boolean await() throws InterruptedException {
        ended.await();
        return bug.isEmpty();
    }

    /** Gives up leadership at once, and stops; what cannot be closed is logged and left. Any thread. */
    @Override
    public synchronized void close() {
        if (closing) {
            return;
        }
        closing = true;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                LOG.warn("closing: {}", e.toString());
            }
        }
        ended.countDown();
    }
}
