package io.twinproxy.agent.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/16, 10.0.255.255, true",
        "10.0.0.0/16, 10.1.0.0, false",
        "10.0.7.9/16, 10.0.0.1, true",
        "127.0.0.1, 127.0.0.1, true",
        "127.0.0.1, 127.0.0.2, false",
        "0.0.0.0/0, 203.0.113.5, true",
        "10.128.0.0/9, 10.127.255.255, false",
        "::1, ::1, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::/0, 10.0.0.1, false",
    })
    void containsWhatSharesItsPrefix(String range, String address, boolean contained) throws Exception {
        Cidr cidr = Cidr.parse(range).orElseThrow();
        assertThat(cidr.contains(InetAddress.getByName(address))).isEqualTo(contained);
        assertThat(cidr.contains(address)).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "10.0.0", "10.0.0.256", "10.0.0.0/33", "10.0.0.0/-1", "::1/129", "1.2.3.4/"})
    void refusesAnythingElse(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }

    @Test
    void theRouterIsTheAddressAfterTheFirst() {
        assertThat(Cidr.parse("10.0.1.64/26").orElseThrow().firstHost()).isEqualTo("10.0.1.65");
        assertThat(Cidr.parse("10.0.1.70/26").orElseThrow()).hasToString("10.0.1.64/26");
    }
}
