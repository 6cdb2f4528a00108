package io.twinproxy.agent;

import io.twinproxy.agent.core.AgentLoop;
import io.twinproxy.agent.core.Inbox;
import io.twinproxy.agent.core.Machine;
import io.twinproxy.agent.core.Self;
import io.twinproxy.agent.core.Standing;
import io.twinproxy.agent.embedded.EmbeddedProxy;
import io.twinproxy.agent.embedded.InProcessProxy;
import io.twinproxy.agent.embedded.ProxyFile;
import io.twinproxy.agent.embedded.ProxySnapshot;
import io.twinproxy.agent.health.HealthServer;
import io.twinproxy.agent.health.HealthView;
import io.twinproxy.agent.imds.Imds;
import io.twinproxy.agent.os.OsLook;
import io.twinproxy.coordination.probe.NioProber;
import io.twinproxy.coordination.record.ProxyReport;
import io.twinproxy.proxy.ProxyException;
import io.twinproxy.proxy.ProxyOptions;
import io.twinproxy.proxy.config.ConfigException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host daemon: the proxy first, then its health answers, then the heartbeat. It serves whether or not the store can
 * be reached. Any thread may ask and close.
 */
public final class Agent implements AutoCloseable {
    /** How much longer than {@code leave-within} a stop waits for the loop, which ends by itself. */
    private static final Duration LOOP_GRACE = Duration.ofSeconds(2);

    /** The loop turns at least this often, also when nothing is due: whoever supervises the process counts on it. */
    private static final Duration SLEEP_MAX = Duration.ofSeconds(1);

    /** As much of a refused file's problems as a heartbeat carries, in characters. */
    private static final int REFUSED_MAX = 300;

    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    private final AgentSettings settings;
    private final EmbeddedProxy proxy;
    private final ProxyFile file;
    private final HealthServer health;
    private final Inbox inbox = new Inbox();
    private final AgentWorker worker;
    private final MachineLookup machine;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(Agent::laterThread);
    private final AgentLoop loop;
    private final Thread driver;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Health is answered from the start, the loop comes later. */
    private volatile Supplier<Standing> standing = () -> Standing.NOTHING_KNOWN;

    private volatile long turnedNanos = System.nanoTime();
    private boolean closed;

    private Agent(AgentSettings settings, Stores stores, EmbeddedProxy proxy) throws IOException {
        this.settings = settings;
        this.proxy = proxy;
        this.file = ProxyFile.watch(settings.proxy(), proxy);
        this.health = startHealth();
        Imds imds = new Imds(settings.imds());
        this.machine =
                new MachineLookup(new Machine(settings.instance(), settings.zone()), metadata(imds), this::afterwards);
        machine.start();
        String address = address(proxy.health());
        byte[] incarnation = new byte[8];
        ThreadLocalRandom.current().nextBytes(incarnation);
        Self self = new Self(
                settings.pair(),
                settings.host(),
                HexFormat.of().formatHex(incarnation),
                address + ":" + health.address().getPort());
        this.worker = new AgentWorker(
                new StoreLink(settings, stores, inbox),
                OsLook.ofThisMachine(settings.health().maintenanceFile(), settings.interfaces(), imds::subnet),
                NioProber.start(System::nanoTime),
                inbox,
                settings.sessionTimeout());
        this.loop = new AgentLoop(
                self,
                inbox,
                worker,
                machine,
                this::report,
                System::currentTimeMillis,
                ThreadLocalRandom.current()::nextDouble,
                settings.leaveWithin());
        this.standing = loop::standing;
        this.driver = new Thread(this::drive, "agent-loop");
        this.driver.setDaemon(true);
        LOG.info(
                "Agent of host {} in pair {}: instance {}, zone {}, reached at {}, health at {}.",
                self.host(),
                self.pair(),
                machine.get().instance().orElse("unknown"),
                machine.get().zone().orElse("unknown"),
                address,
                health.address());
    }

    /**
     * Starts the proxy, and then everything else.
     *
     * @throws ConfigException with every problem of the proxy's file
     * @throws ProxyException when one of its addresses cannot be listened at
     * @throws IOException when health cannot be answered where it should be
     */
    public static Agent start(AgentSettings settings, Stores stores)
            throws ConfigException, ProxyException, IOException {
        ProxyOptions defaults = ProxyOptions.defaults();
        ProxyOptions threads =
                settings.proxyThreads().map(defaults::withEventLoops).orElse(defaults);
        ProxyOptions options =
                settings.proxyMemoryMax().map(threads::withMemoryBytesMax).orElse(threads);
        return start(settings, stores, InProcessProxy.start(settings.proxy(), options));
    }

    /**
     * Starts everything but the proxy, which serves already and is closed with the agent.
     *
     * @param stores connects to the store; a store that cannot be reached is tried again, each second
     * @throws IOException when health cannot be answered where it should be; nothing stays open then, nor does the proxy
     */
    public static Agent start(AgentSettings settings, Stores stores, EmbeddedProxy proxy) throws IOException {
        Agent agent = new Agent(settings, stores, proxy);
        agent.driver.start();
        return agent;
    }

    public InetSocketAddress healthAddress() {
        return health.address();
    }

    /** Where this host stands, as last known. */
    public Standing standing() {
        return standing.get();
    }

    /**
     * How long ago the loop, or the most silent of the proxy's event loops, last turned: a second at most while all is
     * well. Means nothing once the agent is being closed. Any thread.
     */
    public Duration silence() {
        Duration own = Duration.ofNanos(System.nanoTime() - turnedNanos);
        Duration serving = proxy.silence();
        return own.compareTo(serving) > 0 ? own : serving;
    }

    /** Ends with {@link #close}, or exceptionally when a bug has ended the loop: then the process is to end as well. */
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    /**
     * A clean stop: says that it leaves, waits until the endpoint is elsewhere or {@code leave-within} has passed, lets the
     * proxy finish what it began, and deletes the heartbeat.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        inbox.stop();
        try {
            driver.join(settings.leaveWithin().plus(LOOP_GRACE).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        later.shutdownNow();
        file.close();
        proxy.close();
        worker.close();
        health.close();
        ended.complete(null);
        LOG.info("The agent of host {} has ended.", settings.host());
    }

    private static Thread laterThread(Runnable run) {
        Thread thread = new Thread(run, "agent-metadata");
        thread.setDaemon(true);
        return thread;
    }

    private void afterwards(Duration delay, Runnable run) {
        Future<?> asked = later.schedule(run, delay.toMillis(), TimeUnit.MILLISECONDS);
        LOG.debug("The instance metadata is asked again in {}: {}", delay, asked);
    }

    private static MachineLookup.Metadata metadata(Imds imds) {
        return new MachineLookup.Metadata() {
            @Override
            public Optional<String> instanceId() {
                return imds.instanceId();
            }

            @Override
            public Optional<String> zone() {
                return imds.zone();
            }
        };
    }

    private void drive() {
        turnedNanos = System.nanoTime();
        try {
            while (!loop.finished()) {
                Duration sleep = loop.turn(System.nanoTime());
                turnedNanos = System.nanoTime();
                if (!loop.finished()) {
                    inbox.await(sleep.compareTo(SLEEP_MAX) < 0 ? sleep : SLEEP_MAX);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.error("A bug has ended the agent's loop, and with it the heartbeat", e);
            worker.close();
            ended.completeExceptionally(e);
        }
    }

    private HealthServer startHealth() throws IOException {
        try {
            return HealthServer.start(settings.health(), this::view, proxy::metrics);
        } catch (IOException e) {
            file.close();
            proxy.close();
            throw e;
        }
    }

    private HealthView view() {
        return new HealthView(
                proxy.health(),
                Files.exists(settings.health().maintenanceFile()),
                settings.health().maintenanceFile(),
                file.refused(),
                standing.get());
    }

    /** The whole of it is in the log and at the health address; the store keeps what a person needs to go there. */
    private static String brief(String problems) {
        String line = problems.replace('\n', ' ').strip();
        return line.length() <= REFUSED_MAX ? line : line.substring(0, REFUSED_MAX) + " …";
    }

    private ProxyReport report() {
        ProxySnapshot snapshot = proxy.health();
        return snapshot.report(address(snapshot))
                .withRefused(file.refused().map(Agent::brief).orElse(""));
    }

    /** As set, else what the proxy is bound to, unless that is every address; then where this machine is reached. */
    private String address(ProxySnapshot snapshot) {
        if (settings.address().isPresent()) {
            return settings.address().get();
        }
        String bound = snapshot.address();
        boolean any = bound.isEmpty() || bound.equals("*") || bound.equals("0.0.0.0") || bound.equals("::");
        return any ? ThisMachine.primaryAddress() : bound;
    }
}
