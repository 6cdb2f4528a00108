package io.twinproxy.lab.peer;

import io.twinproxy.lab.Program;
import io.twinproxy.lab.peer.PeerNetwork.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Two hosts with keepalived and nutcracker, and the memcached behind them, for one fault. */
final class PeerPair implements AutoCloseable {
    static final int PORT = 22121;
    private static final Duration MASTER_WITHIN = Duration.ofSeconds(30);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final PeerNetwork network;
    private final Path directory;
    private final List<Program> programs = new ArrayList<>();

    PeerPair(PeerNetwork network, Path directory, Tuning tuning) throws IOException {
        this.network = network;
        this.directory = directory;
        try {
            run("memcached", Machine.CACHE, List.of("memcached", "-u", "root", "-U", "0", "-t", "1", "-m", "64"));
            host(Machine.A, 110, tuning);
            awaitMaster();
            host(Machine.B, 100, tuning);
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void host(Machine machine, int priority, Tuning tuning) throws IOException {
        String word = machine.word();
        Path pool = Files.writeString(
                directory.resolve("nutcracker-" + word + ".yml"), """
                elastic_cache:
                  listen: 0.0.0.0:%d
                  hash: md5
                  distribution: ketama
                  auto_eject_hosts: true
                  redis: false
                  preconnect: true
                  timeout: 400
                  server_retry_timeout: 5000
                  server_failure_limit: 1
                  servers:
                   - %s:11211:1
                """.formatted(PORT, Machine.CACHE.address()));
        List<String> proxy = List.of("nutcracker", "-c", pool.toString(), "-a", "127.0.0.1");
        run("nutcracker-" + word, machine, proxy);
        // What is usually written: can the proxy's port be connected to? Absolute, since keepalived has no path.
        Path check = Files.writeString(
                directory.resolve("check-" + word), "#!/bin/bash\nexec 3<>/dev/tcp/127.0.0.1/" + PORT + "\n");
        Files.setPosixFilePermissions(check, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path configuration = Files.writeString(
                directory.resolve("keepalived-" + word + ".conf"), tuning.configuration(priority, check.toString()));
        List<String> mover = List.of(
                "keepalived",
                "--dont-fork",
                "--log-console",
                "--vrrp",
                "--use-file=" + configuration,
                "--pid=" + directory.resolve("keepalived-" + word + ".pid"),
                "--vrrp_pid=" + directory.resolve("vrrp-" + word + ".pid"));
        run("keepalived-" + word, machine, mover);
    }

    private Program run(String name, Machine machine, List<String> command) throws IOException {
        Program program = network.start(name, machine, command);
        programs.add(program);
        return program;
    }

    private Program program(String name) {
        return programs.stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
    }

    private void awaitMaster() throws IOException {
        long deadline = System.nanoTime() + MASTER_WITHIN.toNanos();
        while (!network.holds(Machine.A) || network.holds(Machine.B)) {
            for (Program program : programs) {
                if (!program.alive()) {
                    throw new IOException(program.name() + " ended: " + program.out() + program.err());
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IOException("host a has not got the address: "
                        + program("keepalived-a").out()
                        + program("keepalived-a").err());
            }
            // keepalived says nothing that could be waited for from outside its log.
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    /** Only when the first host has the address, alone, does the fault hit the active. */
    void inflict(PeerFault fault) throws IOException {
        if (!network.holds(Machine.A) || network.holds(Machine.B)) {
            throw new IOException("before the fault the address was not with host a alone");
        }
        switch (fault) {
            case KILL -> program("nutcracker-a").kill();
            case FREEZE -> program("nutcracker-a").signal("STOP");
            case STOP -> program("keepalived-a").ask();
        }
    }

    /** Whether the address has gone to the other host. */
    boolean moved() throws IOException {
        return network.holds(Machine.B);
    }

    /** keepalived is asked first: killed at once, it would leave the process it has forked behind. */
    @Override
    public void close() {
        for (Program program : programs) {
            if (program.name().startsWith("keepalived") && program.alive()) {
                program.ask();
                try {
                    program.exitCode(STOP_WITHIN);
                } catch (IOException e) {
                    System.err.println(e.getMessage());
                }
            }
        }
        programs.forEach(Program::close);
    }
}
