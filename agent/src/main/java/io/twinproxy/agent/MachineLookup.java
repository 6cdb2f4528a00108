package io.twinproxy.agent;

import io.twinproxy.agent.core.Machine;
import io.twinproxy.coordination.Scheduler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which instance this is: as set, else as the instance metadata says. Where nobody answers it is asked for again, after
 * one second and then ever more seldom, for as long as the agent runs: a host whose instance is unknown can take over
 * no interface. What is known stays. Asked on the scheduler's thread, read from any.
 */
final class MachineLookup implements Supplier<Machine> {
    private static final Duration AGAIN_FIRST = Duration.ofSeconds(1);

    /** Two requests a minute are no load on a metadata service, and a minute is soon enough where it took that long. */
    private static final Duration AGAIN_MAX = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(MachineLookup.class);

    /** The instance metadata; what cannot be had is empty. May block for as long as its own timeouts allow. */
    interface Metadata {
        Optional<String> instanceId();

        Optional<String> zone();
    }

    private final Machine set;
    private final Metadata metadata;
    private final Scheduler scheduler;
    private Duration again = AGAIN_FIRST;
    private volatile Machine known;

    /** @param set what the settings say; an instance that is set is believed, and nobody is asked */
    MachineLookup(Machine set, Metadata metadata, Scheduler scheduler) {
        this.set = set;
        this.metadata = metadata;
        this.scheduler = scheduler;
        this.known = set;
    }

    /** Asks once, and goes on asking later where that was in vain. To be called once. */
    void start() {
        if (set.instance().isEmpty()) {
            ask();
        }
    }

    private void ask() {
        Optional<String> instance = known.instance().or(metadata::instanceId);
        Optional<String> zone = instance.isPresent() ? known.zone().or(metadata::zone) : known.zone();
        Machine next = new Machine(instance, zone);
        if (!next.equals(known)) {
            LOG.info(
                    "This is instance {} in zone {}, says its metadata.",
                    instance.orElse("unknown"),
                    zone.orElse("unknown"));
        }
        known = next;
        if (instance.isEmpty() || zone.isEmpty()) {
            scheduler.after(again, this::ask);
            again = again.multipliedBy(2).compareTo(AGAIN_MAX) > 0 ? AGAIN_MAX : again.multipliedBy(2);
        }
    }

    @Override
    public Machine get() {
        return known;
    }
}
