package io.twinproxy.controller.sim;

import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Switchover;
import io.twinproxy.emulator.core.EmulatorSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** Draws faults from the seed and inflicts them, one after another; {@link #heal} ends them all. */
final class Faults {
    private static final Request REQUEST = new Request("sim", "practice", 0);

    private final SimWorld world;
    private final SplittableRandom random;
    private final EmulatorSettings calm;
    private int wishes;
    private boolean over;

    Faults(SimWorld world, EmulatorSettings calm) {
        this.world = world;
        this.random = world.random().split();
        this.calm = calm;
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
        switch (random.nextInt(20)) {
            case 0, 1 -> killHost(host, time);
            case 2 -> pause(host.name, host.proc(), time);
            case 3 -> killController(controller, time);
            case 4, 5 -> pause(controller.name, controller.proc(), time);
            case 6 -> {
                world.trace(controller.name + " is cut off from the store for " + time.toMillis() + " ms");
                controller.store().partition(true);
                world.after(time, () -> controller.store().partition(false));
            }
            case 7 -> {
                world.trace(controller.name + " loses the store unnoticed for " + time.toMillis() + " ms");
                controller.store().partitionNoticedAfter(Duration.ofMillis(2600));
                world.after(time, () -> controller.store().partition(false));
            }
            case 8 -> {
                world.trace(host.name + " is cut off from the store for " + time.toMillis() + " ms");
                host.store().partition(true);
                world.after(time, () -> host.store().partition(false));
            }
            case 9 -> {
                world.trace("the store is out for " + time.toMillis() + " ms");
                world.ensemble().outage(true);
                world.after(time, () -> world.ensemble().outage(false));
            }
            case 10 -> {
                world.trace(controller.name + "'s session expires");
                if (!controller.proc().killed()) {
                    controller.store().expire();
                }
            }
            case 11 -> {
                world.trace("no packets between " + controller.name + " and " + host.name);
                world.cut(controller.name, host.name, true);
                world.after(time, () -> world.cut(controller.name, host.name, false));
            }
            case 12 -> {
                world.trace("no packets between the hosts");
                world.cut(world.hosts().get(0).name, world.hosts().get(1).name, true);
                world.after(
                        time,
                        () -> world.cut(world.hosts().get(0).name, world.hosts().get(1).name, false));
            }
            case 13 -> {
                world.trace("replies of the store to " + controller.name + " get lost");
                controller.store().loseReplies(random.nextInt(1, 4));
            }
            case 14 -> cloudTrouble(time);
            case 15 -> proxyBreaks(host, time);
            case 16 -> wish(false);
            case 17 -> wish(true);
            case 18 -> pauseByOperator(time);
            default -> drain(host, time);
        }
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

    private void proxyBreaks(SimHost host, Duration time) {
        world.trace(host.name + "'s proxy breaks for " + time.toMillis() + " ms");
        host.breakProxy(true);
        world.after(time, () -> host.breakProxy(false));
    }

    private void cloudTrouble(Duration time) {
        String chance = String.valueOf(random.nextInt(1, 40) / 100.0);
        EmulatorSettings trouble = switch (random.nextInt(7)) {
            case 0 -> calm.with("lose-reply-chance", chance);
            case 1 -> calm.with("late-chance", chance, "late-delay", "100ms..6s");
            case 2 -> calm.with("stale-chance", chance, "stale-max", "2s");
            case 3 -> calm.with("error-chance", chance);
            case 4 -> calm.with("throttling", "true", "ec2-background-per-second", "30");
            case 5 -> calm.with("outage", "true");
            default -> calm.with("drop-chance", chance);
        };
        world.trace("trouble in the cloud for " + time.toMillis() + " ms");
        world.cloud().settings(trouble);
        world.after(time, () -> world.cloud().settings(calm));
    }

    private void wish(boolean forced) {
        SimHost to = world.hosts().get(random.nextInt(world.hosts().size()));
        Switchover wish = new Switchover("w" + ++wishes, Optional.of(to.name), forced, false, REQUEST);
        world.operate((forced ? "failover" : "switchover") + " to " + to.name, i -> i.withSwitchover(wish));
    }

    private void pauseByOperator(Duration time) {
        world.operate("pause", i -> i.withPaused(Optional.of(REQUEST)));
        world.after(time, () -> world.operate("resume", i -> i.withPaused(Optional.empty())));
    }

    private void drain(SimHost host, Duration time) {
        world.operate("drain " + host.name, i -> i.withDrained(host.name, Optional.of(REQUEST)));
        world.after(time, () -> world.operate("undrain", i -> i.withDrained(host.name, Optional.empty())));
    }

    /** Ends every fault; what was killed starts again. */
    void heal() {
        over = true;
        world.trace("all faults end");
        world.ensemble().outage(false);
        world.healLinks();
        world.cloud().settings(calm);
        for (SimHost host : List.copyOf(world.hosts())) {
            if (!host.alive()) {
                host.start();
            }
            host.store().partition(false);
            host.breakProxy(false);
        }
        for (SimController controller : world.controllers()) {
            if (controller.proc().killed()) {
                controller.start();
            }
            controller.store().partition(false);
        }
        world.after(
                Duration.ofSeconds(1),
                () -> world.operate(
                        "resume and undrain",
                        i -> world.hosts().stream()
                                .map(h -> h.name)
                                .reduce(
                                        i.withPaused(Optional.empty()),
                                        (intent, h) -> intent.withDrained(h, Optional.empty()),
                                        (a, b) -> b)));
    }
}
