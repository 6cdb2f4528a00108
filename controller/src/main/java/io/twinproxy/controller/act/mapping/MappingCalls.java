package io.twinproxy.controller.act.mapping;

import io.twinproxy.controller.act.Findings;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Target;
import java.time.Duration;
import java.util.List;

/** The calls of one kind. Blocking; one worker thread at a time. */
public interface MappingCalls {
    /** Where the address leads; no answer is an answer too. */
    MappingState look();

    /** Leads it to an interface, in one call that takes no longer than {@code within}. */
    Outcome lead(Lead step, String networkInterface, Duration within);

    /** What would keep it from being led to each host; changes nothing. */
    void check(MappingState seen, List<HostInterface> hosts, Findings findings);

    /** A host, and the interface of its own that the address would be led to. */
    record HostInterface(Target host, software.amazon.awssdk.services.ec2.model.NetworkInterface network) {}
}
