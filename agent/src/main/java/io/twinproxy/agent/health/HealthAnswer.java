package io.twinproxy.agent.health;

import io.twinproxy.agent.core.Role;
import io.twinproxy.agent.core.Standing;
import io.twinproxy.agent.embedded.ProxySnapshot;
import io.twinproxy.agent.embedded.ProxySnapshot.PoolSnapshot;
import java.util.ArrayList;
import java.util.List;

/**
 * An answer: 200, or 503 with every reason. Pure.
 *
 * @param type the body's media type
 */
record HealthAnswer(int code, String type, String body) {
    static HealthAnswer plain(int code, String body) {
        return new HealthAnswer(code, "text/plain; charset=utf-8", body);
    }

    /** Figures in the text format whose number stands in the type. */
    static HealthAnswer metrics(String body) {
        return new HealthAnswer(200, "text/plain; version=0.0.4; charset=utf-8", body);
    }

    /** Whether this host serves: the proxy does, enough backends are in, no maintenance. */
    static HealthAnswer serving(HealthView view) {
        return of(notServing(view), view);
    }

    /** Whether it serves and is the assigned host, as last known. */
    static HealthAnswer active(HealthView view) {
        List<String> reasons = notServing(view);
        Standing standing = view.standing();
        if (!standing.known()) {
            reasons.add("no assignment was read yet");
        } else if (standing.role() != Role.ACTIVE) {
            reasons.add("this host is " + standing.role().word() + " by generation " + standing.generation());
        }
        return of(reasons, view);
    }

    static HealthAnswer unreadable(String why) {
        return plain(503, "its state cannot be read: " + why + "\n");
    }

    private static List<String> notServing(HealthView view) {
        List<String> reasons = new ArrayList<>();
        ProxySnapshot proxy = view.proxy();
        if (!proxy.serving()) {
            reasons.add("the proxy does not serve: " + proxy.why());
        }
        for (PoolSnapshot pool : proxy.pools()) {
            if (!pool.enough()) {
                reasons.add("pool " + pool.name() + " has " + pool.backendsIn() + " of " + pool.backendsTotal()
                        + " backends in; it needs " + pool.minBackends());
            }
        }
        if (view.maintenance()) {
            reasons.add("the maintenance file " + view.maintenanceFile() + " is there");
        }
        return reasons;
    }

    private static HealthAnswer of(List<String> reasons, HealthView view) {
        StringBuilder body = new StringBuilder();
        if (reasons.isEmpty()) {
            body.append("ok\n");
        }
        reasons.forEach(reason -> body.append(reason).append('\n'));
        view.refused()
                .ifPresent(problems -> body.append("warning: the newer configuration file is not served: ")
                        .append(problems)
                        .append('\n'));
        return plain(reasons.isEmpty() ? 200 : 503, body.toString());
    }
}
