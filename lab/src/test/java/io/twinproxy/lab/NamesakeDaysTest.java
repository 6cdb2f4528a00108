package io.twinproxy.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Days on which there are two of a name. */
@Tag("once")
class NamesakeDaysTest extends PairDays {
    @Test
    void aSecondAgentOfTheSameNameTakesNoPart() throws Exception {
        SiteHost standby = site.other(site.active());
        int moves = site.cloud().moves();
        String incarnation = site.heartbeat(standby).orElseThrow().incarnation();
        Path elsewhere = Files.createDirectories(directory.resolve("second"));
        SiteHost second = new SiteHost(
                standby.name(),
                standby.instance(),
                site.ports().next(),
                site.ports().next(),
                elsewhere);
        second.write(site.zookeeper(), site.caches());

        Program agent =
                site.start("second-agent", "agent", "-c", second.agentFile().toString());
        within().untilAsserted(() -> assertThat(agent.err())
                .contains("Another agent goes by the name of host " + standby.name() + " in pair " + Site.PAIR));
        assertThat(CacheClient.served(second.proxy())).isTrue();
        assertThat(second.health("/active").statusCode()).isEqualTo(503);
        agent.ask();
        assertThat(agent.exitCode(Site.WITHIN)).isZero();

        assertThat(site.heartbeat(standby).orElseThrow().incarnation()).isEqualTo(incarnation);
        assertThat(site.cloud().moves()).isEqualTo(moves);
        assertThat(site.healthy()).isTrue();
    }

    @Test
    void aSecondControllerOfTheSameNameIsRefused() throws Exception {
        Path file = directory.resolve("same-name.yml");
        String first = Files.readString(site.controllerFile("controller-1"));
        Files.writeString(file, first.replaceAll("status: .*", "status: 127.0.0.1:0"));

        Twinproxy.Ended refused =
                Twinproxy.ended(site.start("same-name", "controller", "-c", file.toString()), Site.WITHIN);
        assertThat(refused.code()).as(refused.toString()).isEqualTo(4);
        assertThat(refused.err()).contains("another controller goes by the name 'controller-1'; each needs its own");
        assertThat(site.program("controller-1").alive()).isTrue();
        assertThat(site.healthy()).isTrue();
    }
}
