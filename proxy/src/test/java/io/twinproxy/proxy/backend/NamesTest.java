package io.twinproxy.proxy.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamesTest {
    private static final String HOST = "cache.example";

    private final AtomicLong nanos = new AtomicLong(7);
    private final AtomicInteger lookups = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile String address = "10.0.0.1";
    private volatile boolean hangs;
    private final Names names = new Names(this::lookUp, nanos::get);

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        lookups.incrementAndGet();
        if (hangs) {
            try {
                end.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (address.isEmpty()) {
            throw new UnknownHostException(host + ": try again");
        }
        return new InetAddress[] {InetAddress.getByName(address)};
    }

    @AfterEach
    void close() {
        end.countDown();
        names.close();
    }

    private List<String> answer() throws Exception {
        return names.of(HOST).toCompletableFuture().get(20, TimeUnit.SECONDS).stream()
                .map(InetAddress::getHostAddress)
                .toList();
    }

    private void later() {
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    }

    @Test
    void aNameThatWasNeverKnownFails() {
        address = "";
        assertThatThrownBy(this::answer)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(UnknownHostException.class);
    }

    @Test
    void aNameServerThatIsAwayOrSlowKeepsTheLastAddresses() throws Exception {
        assertThat(answer()).containsExactly("10.0.0.1");
        address = "";
        later();
        assertThat(answer()).containsExactly("10.0.0.1");
        await().until(() -> lookups.get() == 2);
        hangs = true;
        await().until(() -> {
            later();
            return answer().equals(List.of("10.0.0.1")) && lookups.get() == 3;
        });
        later();
        assertThat(names.of(HOST).toCompletableFuture()).isCompleted();
        assertThat(lookups).as("one lookup of a name at a time").hasValue(3);
    }

    @Test
    void aNewAddressIsKnownAfterTheNextLookup() throws Exception {
        assertThat(answer()).containsExactly("10.0.0.1");
        address = "10.0.0.2";
        assertThat(answer()).containsExactly("10.0.0.1");
        assertThat(lookups).as("not more often than each second").hasValue(1);
        later();
        answer();
        await().until(() -> answer().equals(List.of("10.0.0.2")));
    }

    @Test
    void aLiteralIsNotLookedUp() throws Exception {
        assertThat(names.of("192.0.2.7").toCompletableFuture().get()).hasSize(1);
        assertThat(lookups).hasValue(0);
    }
}
