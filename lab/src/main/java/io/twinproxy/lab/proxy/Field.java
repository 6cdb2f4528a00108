package io.twinproxy.lab.proxy;

import io.twinproxy.lab.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Backends and what stands before them, all running at a time; who has no turn is idle. */
final class Field implements AutoCloseable {
    private final Backends backends;
    private final Map<Target, Contender> contenders = new EnumMap<>(Target.class);

    Field(int nodes, String launcher, List<Target> targets, Path directory, FreePorts ports) throws IOException {
        Path own = Files.createTempDirectory(directory, "field-");
        backends = new Backends(nodes, own, ports);
        try {
            if (targets.contains(Target.OURS) || targets.contains(Target.OURS_BALANCED)) {
                contenders.put(Target.OURS, Contender.ours(launcher, backends, own, ports));
            }
            if (targets.contains(Target.NUTCRACKER) || targets.contains(Target.NUTCRACKER_BALANCED)) {
                contenders.put(Target.NUTCRACKER, Contender.nutcracker(backends, own, ports));
            }
            for (Target target : targets) {
                if (target.balanced()) {
                    contenders.put(target, Contender.balancer(of(proxy(target)), own, ports));
                }
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private static Target proxy(Target target) {
        return switch (target) {
            case DIRECT -> Target.DIRECT;
            case OURS, OURS_BALANCED -> Target.OURS;
            case NUTCRACKER, NUTCRACKER_BALANCED -> Target.NUTCRACKER;
        };
    }

    private Contender of(Target target) {
        Contender contender = contenders.get(target);
        if (contender == null) {
            throw new IllegalStateException(target + " was not started");
        }
        return contender;
    }

    Backends backends() {
        return backends;
    }

    List<InetSocketAddress> addresses(Target target) {
        return target == Target.DIRECT
                ? backends.addresses()
                : List.of(of(target).address());
    }

    /** Of the proxy, also when a balancer stands before it. */
    List<Long> pids(Target target) {
        return target == Target.DIRECT
                ? backends.pids()
                : List.of(of(proxy(target)).pid());
    }

    /** Of every process here. */
    List<Long> allPids() {
        List<Long> pids = new ArrayList<>(backends.pids());
        contenders.values().forEach(contender -> pids.add(contender.pid()));
        return pids;
    }

    @Override
    public void close() {
        contenders.values().forEach(Contender::close);
        backends.close();
    }
}
