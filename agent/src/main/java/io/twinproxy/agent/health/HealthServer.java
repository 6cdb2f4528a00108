package io.twinproxy.agent.health;

import io.twinproxy.agent.net.Cidr;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Health for load balancers at {@code /} and {@code /active}, and figures for Prometheus at {@code /metrics}. */
public final class HealthServer implements AutoCloseable {
    private static final List<Cidr> ANYONE =
            List.of(Cidr.parse("0.0.0.0/0").orElseThrow(), Cidr.parse("::/0").orElseThrow());

    private final AnswerServer answers;

    private HealthServer(AnswerServer answers) {
        this.answers = answers;
    }

    /**
     * Answers for an agent and its proxy.
     *
     * @param view what is so at the moment; called for every request, on a thread of this server
     * @param proxyMetrics the proxy's own figures, which {@code /metrics} ends with; called likewise
     * @throws IOException naming the address, when it cannot be listened at
     */
    public static HealthServer start(HealthSettings settings, Supplier<HealthView> view, Supplier<String> proxyMetrics)
            throws IOException {
        SortedMap<String, Supplier<HealthAnswer>> pages = new TreeMap<>();
        pages.put("/", () -> HealthAnswer.serving(view.get()));
        pages.put("/active", () -> HealthAnswer.active(view.get()));
        pages.put("/metrics", () -> HealthAnswer.metrics(Exposition.of(view.get()) + proxyMetrics.get()));
        return new HealthServer(AnswerServer.start(settings.listen(), settings.onlyFrom(), pages));
    }

    /**
     * Answers for a proxy that runs alone, to anyone who reaches the address; nobody is active or standby there.
     *
     * @param view what is so at the moment, of which the standing is not looked at
     * @param proxyMetrics the proxy's own figures
     * @throws IOException naming the address, when it cannot be listened at
     */
    public static HealthServer startForProxyAlone(
            InetSocketAddress listen, Supplier<HealthView> view, Supplier<String> proxyMetrics) throws IOException {
        SortedMap<String, Supplier<HealthAnswer>> pages = new TreeMap<>();
        pages.put("/", () -> HealthAnswer.serving(view.get()));
        pages.put("/metrics", () -> HealthAnswer.metrics(proxyMetrics.get()));
        return new HealthServer(AnswerServer.start(listen, ANYONE, pages));
    }

    public InetSocketAddress address() {
        return answers.address();
    }

    @Override
    public void close() {
        answers.close();
    }
}
