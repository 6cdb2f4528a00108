package io.twinproxy.controller.act.targets;

import io.twinproxy.controller.act.Findings;
import io.twinproxy.controller.act.Outcome;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import java.util.List;

/** Where a load balancer keeps which instances it sends connections to. Decides nothing; blocking. */
interface Registry {
    Group look();

    Outcome run(Step step);

    /** What is wrong with hosts and registry; neither kind of load balancer has a dry run. */
    Group check(List<Target> hosts, Findings findings);

    /** What is wrong with its settings. */
    void settings(Findings findings);

    /** What else to use where both hosts are to stay registered, as words to end a sentence with. */
    String alternative();
}
