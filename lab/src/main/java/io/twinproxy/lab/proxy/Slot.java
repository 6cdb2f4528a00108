package io.twinproxy.lab.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * One measurement: warms up, then counts, with what the kernel says of the processes read at both edges.
 *
 * @param load from all clients
 * @param addresses of the target, which clients are spread over
 * @param pids whose CPU and memory are the target's
 * @param own all processes of the run but the generator's
 * @param threads of the generator
 */
record Slot(Load load, List<InetSocketAddress> addresses, List<Long> pids, List<Long> own, int threads) {
    private static final Duration PAST_THE_END = Duration.ofSeconds(30);

    Outcome run(Keyspace keyspace, Duration warmUp, Duration measured, long seed) throws IOException {
        Window window = Window.from(System.nanoTime(), warmUp, measured);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<LoadCounts>> parts = new ArrayList<>();
            for (int part = 0; part < threads; part++) {
                int connections = load.connections() * (part + 1) / threads - load.connections() * part / threads;
                LoadGenerator generator =
                        new LoadGenerator(load.share(threads, connections), addresses, keyspace, window, seed + part);
                parts.add(pool.submit(generator::run));
            }
            Edge from = edge(window.fromNanos());
            Edge to = edge(window.toNanos());
            LoadCounts counts = new LoadCounts(window);
            for (Future<LoadCounts> part : parts) {
                counts.add(part.get(PAST_THE_END.toSeconds(), TimeUnit.SECONDS));
            }
            return outcome(counts, from, to, measured);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the load ended: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private record Edge(double cpu, double generator, double strangers, long residentKb) {}

    private Edge edge(long nanos) throws IOException {
        long left;
        while ((left = nanos - System.nanoTime()) > 0) {
            LockSupport.parkNanos(left);
        }
        double cpu = 0;
        long resident = 0;
        for (long pid : pids) {
            cpu += Proc.cpuSeconds(pid);
            resident += Proc.residentKb(pid);
        }
        double generator = Proc.cpuSeconds(ProcessHandle.current().pid());
        double strangers = Proc.machineBusySeconds() - generator;
        for (long pid : own) {
            strangers -= Proc.cpuSeconds(pid);
        }
        return new Edge(cpu, generator, strangers, resident);
    }

    private static Outcome outcome(LoadCounts counts, Edge from, Edge to, Duration measured) {
        double cpu = to.cpu - from.cpu;
        return new Outcome(
                counts.right() * 1e9 / measured.toNanos(),
                cpu,
                cpu > 0 ? counts.right() / cpu : 0,
                counts.latencyMicros(50),
                counts.latencyMicros(99),
                counts.latencyMicros(99.9),
                to.residentKb,
                to.generator - from.generator,
                Math.max(0, to.strangers - from.strangers)
                        * 1e9
                        / measured.toNanos()
                        / Runtime.getRuntime().availableProcessors(),
                new Outcome.Amiss(counts.missed(), counts.refused(), counts.wrong(), counts.brokenConnections()));
    }
}
