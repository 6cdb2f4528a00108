package io.twinproxy.emulator.contract;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import software.amazon.awssdk.services.elasticloadbalancing.model.Listener;

/** A second opinion on addresses, routes and classic load balancers; where it differs is listed. */
@Tag("once")
class MotoAddressTest extends AddressContract {
    private static MotoServer moto;

    @BeforeAll
    static void start() throws IOException {
        moto = MotoServer.start();
    }

    @AfterAll
    static void stop() {
        if (moto != null) {
            moto.close();
        }
    }

    @Override
    URI endpoint() {
        return moto.endpoint();
    }

    @Override
    void balancer(String name) {
        Listener listener = Listener.builder()
                .protocol("TCP")
                .loadBalancerPort(22121)
                .instancePort(22121)
                .build();
        clients.classic.createLoadBalancer(
                r -> r.loadBalancerName(name).listeners(listener).availabilityZones("us-east-1a"));
    }

    @Override
    Deviations deviations() {
        return Deviations.moto();
    }
}
