package io.twinproxy.cli.verb;

import io.twinproxy.cli.output.OutputFormat;
import io.twinproxy.cli.sandbox.Demo;
import io.twinproxy.cli.sandbox.DemoFault;
import io.twinproxy.cli.sandbox.DemoResult;
import io.twinproxy.cli.sandbox.Sandbox;
import io.twinproxy.cli.sandbox.SandboxOptions;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.record.EndpointKind;
import io.twinproxy.coordination.record.Phases;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sandbox}. */
@Command(
        name = "sandbox",
        description = {
            "Everything on one machine: ZooKeeper, two controllers, two agents, cache nodes, an emulated cloud.",
            "With --demo it puts load on the pair, inflicts a fault, shows what clients saw, and ends."
        })
public final class SandboxVerb implements Verb {
    private static final String KINDS =
            "eni, secondary-ip, elastic-ip, route, target-group, target-group-gate or classic-elb";

    @Option(names = "--demo", description = "Inflict a fault under load, measure, and end.")
    private boolean demo;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            completionCandidates = SandboxWords.Faults.class,
            description = "kill (the default), freeze, leader or switchover; with --demo.")
    private String fault = "kill";

    @Option(
            names = "--endpoint",
            paramLabel = "KIND",
            completionCandidates = SandboxWords.Kinds.class,
            description = KINDS + ". Default: eni.")
    private String endpoint = "eni";

    @Option(
            names = "--cloud-delay",
            paramLabel = "DELAY",
            completionCandidates = SandboxWords.Delays.class,
            description = "fast (the default): none is added; ec2: delays like those published for EC2.")
    private String cloudDelay = "fast";

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where its files and logs go, and stay; else a temporary directory, removed at the end.")
    private Optional<Path> directory = Optional.empty();

    private final Root root;

    public SandboxVerb(Root root) {
        this.root = root;
    }

    @Override
    public Exit run() throws VerbException {
        DemoFault wanted =
                DemoFault.of(fault).orElseThrow(() -> usage("--fault", fault, "kill, freeze, leader or switchover"));
        EndpointKind kind = EndpointKind.of(endpoint)
                .filter(k -> k != EndpointKind.COMMAND)
                .orElseThrow(() -> usage("--endpoint", endpoint, KINDS));
        if (!cloudDelay.equals("fast") && !cloudDelay.equals("ec2")) {
            throw usage("--cloud-delay", cloudDelay, "fast or ec2");
        }
        if (demo && wanted == DemoFault.LEADER && kind != EndpointKind.ENI) {
            throw usage("--endpoint", endpoint, "eni with --fault leader: only there a move has a middle to be hit in");
        }
        SandboxOptions options = new SandboxOptions(kind, cloudDelay.equals("ec2"), directory, !demo);
        PrintWriter err = root.shell().err();
        err.println("Starting ZooKeeper, two controllers, two agents, cache nodes and an emulated cloud …");
        err.flush();
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Services.untilStopped(end, ended);
        try (Sandbox sandbox = Sandbox.start(options)) {
            err.printf("Ready after %.1f s.%n", sandbox.readyAfter().toMillis() / 1000.0);
            err.flush();
            return demo ? demonstrate(sandbox, options, wanted) : stay(sandbox, end);
        } catch (IOException e) {
            throw new VerbException(Exit.FAILED, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.FAILED;
        } finally {
            ended.countDown();
        }
    }

    private Exit stay(Sandbox sandbox, CountDownLatch end) throws InterruptedException {
        PrintWriter out = root.shell().out();
        sandbox.directions().forEach(out::println);
        out.println();
        out.println("Ctrl-C ends it all.");
        out.flush();
        end.await();
        return Exit.DONE;
    }

    private Exit demonstrate(Sandbox sandbox, SandboxOptions options, DemoFault wanted)
            throws IOException, InterruptedException {
        PrintWriter err = root.shell().err();
        DemoResult result = new Demo(sandbox, options, line -> {
                    err.println(line);
                    err.flush();
                })
                .run(wanted);
        PrintWriter out = root.shell().out();
        if (root.format() == OutputFormat.TABLE) {
            table(out, result);
        } else {
            out.println(Json.text(result.toJson()));
        }
        out.flush();
        return result.moved() ? Exit.DONE : Exit.FAILED;
    }

    private static void table(PrintWriter out, DemoResult result) {
        out.println();
        row(out, "fault", result.fault() + " (" + result.endpoint() + ", cloud delay " + result.cloudDelay() + ")");
        row(out, "active before", result.activeBefore());
        row(out, "active after", result.activeAfter());
        row(out, "detected", result.detectedMs() + " ms after the fault");
        row(out, "decided", result.decidedMs() + " ms");
        row(out, "moved and answering", result.movedMs() + " ms");
        row(out, "outage, as a client saw it", result.outageMs() + " ms");
        row(out, "requests", result.requests() + ", of which " + result.failed() + " failed");
        out.println();
        out.println("Timeline, in ms since the leader first saw the cause:");
        for (String phase : Phases.ORDER) {
            if (result.phases().containsKey(phase)) {
                out.printf("  %8d  %s%n", result.phases().get(phase), phase);
            }
        }
        out.println();
        out.println(result.sentence() + ".");
    }

    private static void row(PrintWriter out, String what, String value) {
        out.printf("  %-28s %s%n", what, value);
    }

    private static VerbException usage(String option, String value, String allowed) {
        return new VerbException(Exit.USAGE, option + " is '" + value + "'; it must be " + allowed);
    }
}
