package io.twinproxy.cli.verb;

import io.twinproxy.agent.Agent;
import io.twinproxy.agent.AgentSettings;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.Signals;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.cli.supervise.Supervisor;
import io.twinproxy.coordination.settings.SettingsException;
import io.twinproxy.coordination.zookeeper.Access;
import io.twinproxy.coordination.zookeeper.AccessException;
import io.twinproxy.coordination.zookeeper.ZooKeeperOptions;
import io.twinproxy.coordination.zookeeper.ZooKeeperStore;
import io.twinproxy.proxy.ProxyException;
import io.twinproxy.proxy.config.ConfigException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code agent}. */
@Command(
        name = "agent",
        description = {
            "Runs a host: the embedded proxy, heartbeats, health answers; until it is stopped.",
            "With $TWINPROXY_LOG=DEBUG it logs in more detail."
        })
public final class AgentVerb implements Verb {
    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The file of settings, agent.yml.")
    private Path file = Path.of("agent.yml");

    private final Root root;

    public AgentVerb(Root root) {
        this.root = root;
    }

    @Override
    @SuppressWarnings("try") // What is opened is there to be closed.
    public Exit run() throws VerbException {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (Supervisor supervisor = Services.supervisor(root.shell())) {
            AgentSettings settings = AgentSettings.read(file);
            Access access = Access.read(settings.access());
            Agent agent = Agent.start(
                    settings,
                    (servers, session) -> ZooKeeperStore.connect(
                            servers,
                            ZooKeeperOptions.of(settings.host())
                                    .withSessionTimeout(session)
                                    .withAccess(access)));
            // The endpoint is waited for first; what comes after is bounded as everywhere.
            Duration grace =
                    settings.leaveWithin().plus(settings.sessionTimeout()).plus(Services.GRACE);
            agent.ended().whenComplete((nothing, bug) -> end.countDown());
            try (Signals.Handle stop = Services.untilStopped(root.shell().signals(), end, ended, grace);
                    agent) {
                supervisor.ready("serves as " + settings.host() + " of " + settings.pair(), agent::silence);
                end.await();
                supervisor.stopping();
                return agent.ended().toCompletableFuture().isCompletedExceptionally() ? Exit.FAILED : Exit.DONE;
            } finally {
                ended.countDown();
            }
        } catch (SettingsException e) {
            throw Texts.problems(e);
        } catch (AccessException e) {
            throw new VerbException(Exit.USAGE, e.problems());
        } catch (ConfigException e) {
            throw new VerbException(Exit.USAGE, String.valueOf(e.getMessage()));
        } catch (IOException | ProxyException e) {
            throw new VerbException(Exit.FAILED, "the agent cannot start: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.FAILED;
        } finally {
            root.shell().err().flush();
        }
    }
}
