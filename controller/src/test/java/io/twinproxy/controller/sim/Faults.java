package io.twinproxy.controller.sim;

import io.twinproxy.coordination.memory.MemoryStore;
import io.twinproxy.coordination.record.EndpointKind;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Switchover;
import io.twinproxy.emulator.core.CloudError;
import io.twinproxy.emulator.core.EmulatorSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Draws faults from the seed and inflicts them, one after another; {@link #heal} ends them all. */
final class Faults {
    private static final Request REQUEST = new Request("sim", "practice", 0);

    private final SimWorld world;
    private final SplittableRandom random;
    private final EmulatorSettings calm;
    private final List<Fault> faults = new ArrayList<>();
    private int wishes;
    private boolean over;

    /** What a fault is drawn with: something to befall, and for how long. */
    private record Draw(SimHost host, SimController controller, Duration time) {}

    private interface Fault {
        void befall(Draw draw);
    }

    Faults(SimWorld world, EmulatorSettings calm) {
        this.world = world;
        this.random = world.random().split();
        this.calm = calm;
        likely(2, d -> killHost(d.host, d.time));
        likely(1, d -> pause(d.host.name, d.host.proc(), d.time));
        likely(1, d -> stopInstance(d.host, d.time));
        likely(1, d -> killController(d.controller, d.time));
        likely(2, d -> pause(d.controller.name, d.controller.proc(), d.time));
        likely(1, d -> cutOff(d.controller.name, d.controller.store(), d.time));
        likely(1, this::cutOffUnnoticed);
        likely(1, d -> cutOff(d.host.name, d.host.store(), d.time));
        likely(1, d -> outage(d.time));
        likely(1, this::expire);
        likely(1, d -> cutLink(d.controller.name, d.host.name, d.time));
        likely(1, d -> cutLink(d.host.name, peerOf(d.host).name, d.time));
        likely(1, this::loseReplies);
        likely(2, d -> ambush(d.time));
        likely(2, d -> cloudTrouble(d.time));
        likely(1, this::stickDetach);
        likely(1, this::proxyBreaks);
        likely(1, this::backendsLost);
        likely(1, d -> wish(d.host, false));
        likely(1, d -> wish(d.host, true));
        likely(1, this::pauseByOperator);
        likely(1, this::drain);
        likely(1, d -> moveByHand(d.host));
    }

    private void likely(int weight, Fault fault) {
        for (int i = 0; i < weight; i++) {
            faults.add(fault);
        }
    }

    /** Inflicts a fault every so often until {@link #heal}. */
    void rain(Duration every) {
        world.after(Duration.ofNanos((long) (every.toNanos() * (0.2 + 1.6 * random.nextDouble()))), () -> {
            if (!over) {
                inflict();
                rain(every);
            }
        });
    }

    private void inflict() {
        SimHost host = world.hosts().get(random.nextInt(world.hosts().size()));
        SimController controller =
                world.controllers().get(random.nextInt(world.controllers().size()));
        Duration time = Duration.ofMillis(random.nextLong(50, 9_000));
        faults.get(random.nextInt(faults.size())).befall(new Draw(host, controller, time));
    }

    private SimHost peerOf(SimHost host) {
        return host.pair.hosts.stream().filter(h -> h != host).findFirst().orElseThrow();
    }

    private void killHost(SimHost host, Duration down) {
        if (host.alive()) {
            world.trace(host.name + " is killed for " + down.toMillis() + " ms");
            host.kill();
            world.after(down, () -> {
                if (!host.alive()) {
                    world.trace(host.name + " starts again");
                    host.start();
                }
            });
        }
    }

    /** The machine is stopped and started again, or, where two others are left, terminated. */
    private void stopInstance(SimHost host, Duration down) {
        if (!host.alive()) {
            return;
        }
        boolean spare = host.pair.hosts.stream().filter(h -> !h.gone()).count() > 2;
        boolean terminate = spare && random.nextInt(3) == 0;
        try {
            if (terminate) {
                world.cloud().terminateInstances(List.of(host.instance), false);
                host.terminate();
            } else {
                world.cloud().stopInstances(List.of(host.instance), false);
                host.kill();
                world.after(down, () -> startInstance(host));
            }
            world.trace(host.name + "'s machine is " + (terminate ? "terminated" : "stopped"));
        } catch (CloudError e) {
            world.trace(host.name + "'s machine cannot be stopped: " + e.code());
        }
    }

    private void startInstance(SimHost host) {
        try {
            world.cloud().startInstances(List.of(host.instance), false);
            if (!host.alive()) {
                host.start();
            }
        } catch (CloudError e) {
            world.after(Duration.ofSeconds(1), () -> startInstance(host));
        }
    }

    private void killController(SimController controller, Duration down) {
        if (!controller.proc().killed()) {
            world.trace(controller.name + " is killed for " + down.toMillis() + " ms");
            controller.kill();
            world.after(down, () -> {
                if (controller.proc().killed()) {
                    controller.start();
                }
            });
        }
    }

    private void pause(String name, Proc proc, Duration time) {
        world.trace(name + " stands still for " + time.toMillis() + " ms");
        proc.pause(time);
    }

    private void cutOff(String name, MemoryStore store, Duration time) {
        world.trace(name + " is cut off from the store for " + time.toMillis() + " ms");
        store.partition(true);
        world.after(time, () -> store.partition(false));
    }

    private void cutOffUnnoticed(Draw draw) {
        world.trace(draw.controller.name + " loses the store unnoticed for " + draw.time.toMillis() + " ms");
        MemoryStore store = draw.controller.store();
        store.partitionNoticedAfter(Duration.ofMillis(2600));
        world.after(draw.time, () -> store.partition(false));
    }

    private void outage(Duration time) {
        world.trace("the store is out for " + time.toMillis() + " ms");
        world.ensemble().outage(true);
        world.after(time, () -> world.ensemble().outage(false));
    }

    private void expire(Draw draw) {
        MemoryStore store = random.nextBoolean() ? draw.controller.store() : draw.host.store();
        world.trace((store == draw.host.store() ? draw.host.name : draw.controller.name) + "'s session expires");
        if (store.connected()) {
            store.expire();
        }
    }

    private void cutLink(String a, String b, Duration time) {
        world.trace("no packets between " + a + " and " + b + " for " + time.toMillis() + " ms");
        world.links().cut(a, b);
        world.after(time, () -> world.links().mend(a, b));
    }

    private void loseReplies(Draw draw) {
        MemoryStore store = random.nextInt(3) == 0 ? draw.host.store() : draw.controller.store();
        world.trace("replies of the store get lost to "
                + (store == draw.host.store() ? draw.host.name : draw.controller.name));
        store.loseReplies(random.nextInt(1, 4));
    }

    /** A leader falls in the middle of a call: after its effect, before its reply. */
    private void ambush(Duration time) {
        int how = random.nextInt(3);
        world.trace("an ambush is laid for the next to write to the cloud");
        world.ambush(by -> {
            switch (how) {
                case 0 -> killController(by, time);
                case 1 -> pause(by.name, by.proc(), time.plusSeconds(4));
                default -> {
                    world.trace(by.name + "'s session expires");
                    by.store().expire();
                }
            }
        });
    }

    private void cloudTrouble(Duration time) {
        String chance = String.valueOf(random.nextInt(1, 40) / 100.0);
        EmulatorSettings trouble = switch (random.nextInt(8)) {
            case 0 -> calm.with("lose-reply-chance", chance);
            case 1 -> calm.with("late-chance", chance, "late-delay", "100ms..6s");
            case 2 -> calm.with("stale-chance", chance, "stale-max", "2s");
            case 3 -> calm.with("error-chance", chance);
            case 4 -> calm.with("throttling", "true", "ec2-background-per-second", "30");
            case 5 -> calm.with("outage", "true");
            case 6 -> calm.with("expired", "true");
            default -> calm.with("drop-chance", chance);
        };
        world.trace("trouble in the cloud for " + time.toMillis() + " ms");
        world.cloud().settings(trouble);
        world.after(time, () -> world.cloud().settings(calm));
    }

    private void stickDetach(Draw draw) {
        if (draw.host.pair.kind == EndpointKind.ENI) {
            String eni = draw.host.pair.networkInterface;
            world.trace("detaches of " + eni + " do not finish for " + draw.time.toMillis() + " ms");
            world.cloud().faults().stickDetach(eni);
            world.after(draw.time, () -> world.cloud().faults().unstick(eni));
        }
    }

    private void proxyBreaks(Draw draw) {
        world.trace(draw.host.name + "'s proxy breaks for " + draw.time.toMillis() + " ms");
        draw.host.breakProxy(true);
        world.after(draw.time, () -> draw.host.breakProxy(false));
    }

    private void backendsLost(Draw draw) {
        world.trace(draw.host.name + " reaches no backend for " + draw.time.toMillis() + " ms");
        draw.host.backends(0);
        world.after(draw.time, () -> draw.host.backends(2));
    }

    private void wish(SimHost to, boolean forced) {
        Switchover wish = new Switchover("w" + ++wishes, Optional.of(to.name), forced, false, REQUEST);
        world.operate(to.pair, (forced ? "failover" : "switchover") + " to " + to.name, i -> i.withSwitchover(wish));
    }

    private void pauseByOperator(Draw draw) {
        SimPair pair = draw.host.pair;
        world.operate(pair, "pause " + pair.name, i -> i.withPaused(Optional.of(REQUEST)));
        world.after(draw.time, () -> world.operate(pair, "resume " + pair.name, i -> i.withPaused(Optional.empty())));
    }

    private void drain(Draw draw) {
        SimHost host = draw.host;
        world.operate(host.pair, "drain " + host.name, i -> i.withDrained(host.name, Optional.of(REQUEST)));
        world.after(
                draw.time,
                () -> world.operate(
                        host.pair, "undrain " + host.name, i -> i.withDrained(host.name, Optional.empty())));
    }

    /** Someone takes the interface away by hand; it hangs on nothing then. */
    private void moveByHand(SimHost host) {
        SimPair pair = host.pair;
        if (pair.kind.mapped()) {
            leadByHand(pair, host);
            return;
        }
        Optional<String> latest = world.attachments().latest(pair.networkInterface);
        if (latest.isPresent()) {
            try {
                world.cloud().detachNetworkInterface(latest.get(), true);
                world.attachments().ending(latest.get());
                world.trace("someone detaches " + latest.get() + " by hand");
            } catch (CloudError e) {
                world.trace("someone cannot detach " + latest.get() + ": " + e.code());
            }
        }
    }

    /** Someone leads the address to a host by hand, or nowhere. */
    private void leadByHand(SimPair pair, SimHost host) {
        String own = pair.primary(host);
        boolean nowhere = random.nextInt(3) == 0;
        try {
            switch (pair.kind) {
                case SECONDARY_IP -> {
                    if (nowhere) {
                        world.cloud().unassignPrivateIpAddresses(own, List.of(pair.address));
                    } else {
                        world.cloud().assignPrivateIpAddresses(own, List.of(pair.address), true);
                    }
                }
                case ELASTIC_IP -> world.cloud().associateAddress(pair.allocation, own, Optional.empty(), true, false);
                default -> {
                    String table = pair.tables.get(random.nextInt(pair.tables.size()));
                    if (nowhere) {
                        world.cloud().deleteRoute(table, pair.address + "/32", false);
                    } else {
                        world.cloud().replaceRoute(table, pair.address + "/32", own, false);
                    }
                }
            }
            world.trace("someone leads the address of " + pair.name + " away by hand, " + host.name + " or nowhere");
        } catch (CloudError e) {
            world.trace("someone cannot lead the address of " + pair.name + " away: " + e.code());
        }
    }

    /** Ends every fault; what was killed starts again, but for machines that were terminated. */
    void heal() {
        over = true;
        world.trace("all faults end");
        world.ensemble().outage(false);
        world.links().mendAll();
        world.calmAmbush();
        world.cloud().settings(calm);
        world.pairs().forEach(p -> world.cloud().faults().unstick(p.networkInterface));
        for (SimHost host : world.hosts()) {
            host.store().partition(false);
            if (!host.gone()) {
                startInstance(host);
                host.breakProxy(false);
                host.backends(2);
            }
        }
        for (SimController controller : world.controllers()) {
            if (controller.proc().killed()) {
                controller.start();
            }
            controller.store().partition(false);
        }
        world.after(Duration.ofSeconds(1), () -> world.pairs().forEach(this::release));
    }

    private void release(SimPair pair) {
        world.operate(
                pair,
                "resume and undrain " + pair.name,
                i -> pair.hosts.stream()
                        .map(h -> h.name)
                        .reduce(
                                i.withPaused(Optional.empty()),
                                (intent, h) -> intent.withDrained(h, Optional.empty()),
                                (a, b) -> b));
    }
}
