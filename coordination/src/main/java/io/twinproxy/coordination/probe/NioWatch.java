package io.twinproxy.coordination.probe;

import io.twinproxy.coordination.settings.Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.Selector;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** One target's rules and lines. Everything but {@link #latest} and {@link #close} is for the prober's thread. */
final class NioWatch implements Prober.Watch {
    private final NioProber prober;
    private final Target target;
    private final Consumer<Sighting> onChange;
    private final Sightings sightings;
    private final TreeMap<Integer, Line> lines = new TreeMap<>();
    private volatile Sighting latest;
    private boolean ended;

    NioWatch(NioProber prober, Target target, Consumer<Sighting> onChange, long nowNanos) {
        this.prober = prober;
        this.target = target;
        this.onChange = onChange;
        this.sightings = new Sightings(target, nowNanos);
        this.latest = sightings.sighting();
    }

    @Override
    public Target target() {
        return target;
    }

    @Override
    public Sighting latest() {
        return latest;
    }

    @Override
    public void close() {
        prober.post(this::end);
    }

    Selector selector() {
        return prober.selector();
    }

    void begin() {
        settle();
    }

    long wakeAt() {
        return sightings.wakeAt();
    }

    void due(long now) {
        if (!ended) {
            sightings.due(now);
            settle();
        }
    }

    void connected(int line) {
        sightings.connected(line);
        settle();
    }

    void replied(int line) {
        sightings.replied(line, prober.now());
        settle();
    }

    void lost(int line, Sightings.Loss loss, String detail) {
        lines.remove(line);
        sightings.lost(line, loss, detail, prober.now());
        settle();
    }

    /** Also what becomes of every watch when the prober ends: nobody looks any more, so nothing is known. */
    void end() {
        if (!ended) {
            ended = true;
            lines.values().forEach(Line::close);
            lines.clear();
            prober.forget(this);
            latest = Sighting.unknown(prober.now());
        }
    }

    /** Carries the orders out. A connection may fail at once, which is told to the rules and may add to the orders. */
    private void settle() {
        for (Optional<Order> order = sightings.nextOrder();
                order.isPresent() && !ended;
                order = sightings.nextOrder()) {
            carryOut(order.get());
        }
        Sighting now = sightings.sighting();
        Sighting before = latest;
        if (!ended) {
            latest = now;
            if (!now.saysTheSameAs(before)) {
                onChange.accept(now);
            }
        }
    }

    private void carryOut(Order order) {
        switch (order.verb()) {
            case OPEN -> open(order.line());
            case SEND -> Optional.ofNullable(lines.get(order.line())).ifPresent(Line::send);
            case CLOSE -> Optional.ofNullable(lines.remove(order.line())).ifPresent(Line::close);
        }
    }

    private void open(int number) {
        Line line = new Line(this, number, target.protocol());
        lines.put(number, line);
        if (isLiteral(target.address())) {
            connect(line, new InetSocketAddress(target.address(), target.port()));
            return;
        }
        try {
            prober.names().execute(() -> lookUp(line));
        } catch (RejectedExecutionException e) {
            lost(number, Sightings.Loss.UNREACHABLE, "too many names wait to be looked up");
        }
    }

    /** Runs on the thread for names; a name that takes longer than the timeout is a miss meanwhile. */
    private void lookUp(Line line) {
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(target.address()), target.port());
            prober.post(() -> connect(line, address));
        } catch (UnknownHostException e) {
            String detail = "the name " + target.address() + " is not known";
            prober.post(() -> {
                if (lines.get(line.number()) == line) {
                    lost(line.number(), Sightings.Loss.UNREACHABLE, detail);
                }
            });
        }
    }

    private void connect(Line line, InetSocketAddress address) {
        if (!ended && lines.get(line.number()) == line) {
            line.connect(prober.selector(), address);
        }
    }

    /** What is none, though it looks like one, would be looked up on the prober's own thread. */
    private static boolean isLiteral(String address) {
        return address.indexOf(':') >= 0 || Address.isIpv4(address);
    }
}
