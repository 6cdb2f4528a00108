package io.twinproxy.agent.health;

import io.twinproxy.agent.core.Role;
import io.twinproxy.agent.embedded.ProxySnapshot.PoolSnapshot;

/** The view as Prometheus reads it, text format 0.0.4. Pure. */
final class Exposition {
    private Exposition() {}

    static String of(HealthView view) {
        StringBuilder text = new StringBuilder();
        gauge(
                text,
                "serving",
                "The proxy listens and its event loops turn.",
                view.proxy().serving());
        gauge(text, "active", "This host is the assigned one.", view.standing().role() == Role.ACTIVE);
        gauge(text, "maintenance", "The maintenance file is there.", view.maintenance());
        gauge(text, "connected", "Heartbeats reach ZooKeeper.", view.standing().connected());
        gauge(
                text,
                "configuration_refused",
                "A newer file is not served.",
                view.refused().isPresent());
        header(text, "backends_in", "Backends in service.");
        for (PoolSnapshot pool : view.proxy().pools()) {
            text.append("twinproxy_agent_backends_in{pool=\"")
                    .append(pool.name().replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\"} ")
                    .append(pool.backendsIn())
                    .append('\n');
        }
        return text.toString();
    }

    private static void gauge(StringBuilder text, String name, String sentence, boolean value) {
        header(text, name, sentence);
        text.append("twinproxy_agent_").append(name).append(value ? " 1\n" : " 0\n");
    }

    private static void header(StringBuilder text, String name, String sentence) {
        text.append("# HELP twinproxy_agent_").append(name).append(' ').append(sentence);
        text.append("\n# TYPE twinproxy_agent_").append(name).append(" gauge\n");
    }
}
