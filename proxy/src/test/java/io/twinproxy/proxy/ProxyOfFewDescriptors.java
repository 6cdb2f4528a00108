package io.twinproxy.proxy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.twinproxy.proxy.backend.Descriptors;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** A proxy in a process of its own, over servers at the given ports; ends when its input does. */
public final class ProxyOfFewDescriptors {
    private ProxyOfFewDescriptors() {}

    public static void main(String[] ports) throws Exception {
        ((Logger) LoggerFactory.getLogger(Descriptors.class)).setLevel(Level.INFO);
        int[] numbers = new int[ports.length];
        for (int i = 0; i < ports.length; i++) {
            numbers[i] = Integer.parseInt(ports[i]);
        }
        ProxyOptions options = Proxies.options().withProbeInterval(java.time.Duration.ofMillis(100));
        try (Proxy proxy = Proxies.start(
                Proxies.config(
                        "distribution: modula\nauto_eject_hosts: true\nserver_failure_limit: 1\ntimeout: 5000",
                        numbers),
                options)) {
            while (proxy.health().pools().get(0).live() < numbers.length) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            System.out.println("listening at " + Proxies.port(proxy));
            while (System.in.read() >= 0) {
                // Whatever is said; only the end matters.
            }
        }
    }
}
