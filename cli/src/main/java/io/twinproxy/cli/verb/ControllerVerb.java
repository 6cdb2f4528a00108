package io.twinproxy.cli.verb;

import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.Signals;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.cli.supervise.Supervisor;
import io.twinproxy.controller.ControllerService;
import io.twinproxy.controller.Pulse;
import io.twinproxy.controller.settings.ControllerSettings;
import io.twinproxy.coordination.NameTakenException;
import io.twinproxy.coordination.settings.SettingsException;
import io.twinproxy.coordination.zookeeper.AccessException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code controller}. */
@Command(
        name = "controller",
        description = {
            "Runs a controller: stands for leadership, decides and moves while it leads; until it is stopped.",
            "With $TWINPROXY_LOG=DEBUG it logs in more detail, each call to the cloud included."
        })
public final class ControllerVerb implements Verb {
    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The file of settings, controller.yml.")
    private Path file = Path.of("controller.yml");

    private final Root root;

    public ControllerVerb(Root root) {
        this.root = root;
    }

    @Override
    @SuppressWarnings("try") // What is opened is there to be closed.
    public Exit run() throws VerbException {
        CountDownLatch ended = new CountDownLatch(1);
        try (Supervisor supervisor = Services.supervisor(root.shell())) {
            ControllerSettings settings = ControllerSettings.parse(Texts.read(file), file.toString(), machine());
            Pulse pulse = new Pulse(root.shell().nanos());
            ControllerService service = ControllerService.start(
                    settings, pulse, () -> supervisor.ready("waits for ZooKeeper", pulse::silence));
            supervisor.status("stands for leadership as " + settings.name());
            CountDownLatch end = new CountDownLatch(1);
            try (Signals.Handle stop = Services.untilStopped(root.shell().signals(), end, ended, Services.GRACE)) {
                Thread closer = new Thread(() -> close(end, service, supervisor), "close");
                closer.setDaemon(true);
                closer.start();
                boolean asked = service.await();
                service.close();
                return asked ? Exit.DONE : Exit.FAILED;
            }
        } catch (SettingsException e) {
            throw Texts.problems(e);
        } catch (AccessException e) {
            throw new VerbException(Exit.USAGE, e.problems());
        } catch (NameTakenException e) {
            throw new VerbException(Exit.REFUSED, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new VerbException(Exit.FAILED, "the controller cannot start: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.FAILED;
        } finally {
            ended.countDown();
            root.shell().err().flush();
        }
    }

    /** This machine's name; empty when it has none that resolves, which matters only to a file that gives no name. */
    private static String machine() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }

    private static void close(CountDownLatch end, ControllerService service, Supervisor supervisor) {
        try {
            end.await();
            supervisor.stopping();
            service.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
