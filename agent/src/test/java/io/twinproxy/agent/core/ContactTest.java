package io.twinproxy.agent.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContactTest {
    private final Contact contact = new Contact();

    private static long at(int millis) {
        return Duration.ofMillis(millis).toNanos() - 7;
    }

    @Test
    void whatIsBackWithinAMomentIsNotTold() {
        assertThat(contact.heard(false, at(0))).isEmpty();
        assertThat(contact.due(at(900))).isEmpty();
        assertThat(contact.heard(true, at(950))).isEmpty();
        assertThat(contact.due(at(5000))).isEmpty();
    }

    @Test
    void aLossIsToldOnceAndSoIsItsEnd() {
        contact.heard(false, at(0));
        assertThat(contact.heard(false, at(800))).isEmpty();
        assertThat(contact.due(at(1000))).contains("ZooKeeper is unreachable; serving goes on as it was.");
        assertThat(contact.due(at(1500))).isEmpty();
        assertThat(contact.there()).isFalse();
        assertThat(contact.heard(true, at(9000))).contains("ZooKeeper is back.");
        assertThat(contact.heard(true, at(9100))).isEmpty();
        assertThat(contact.there()).isTrue();
    }

    @Test
    void theNextLossIsCountedFromItsOwnBeginning() {
        contact.heard(false, at(0));
        contact.heard(true, at(100));
        contact.heard(false, at(900));
        assertThat(contact.due(at(1800))).isEmpty();
        assertThat(contact.due(at(1900))).isPresent();
    }
}
