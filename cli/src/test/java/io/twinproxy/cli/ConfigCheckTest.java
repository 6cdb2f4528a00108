package io.twinproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kind of file is told by its content, read by its own program's reader, and every problem is listed at once. */
class ConfigCheckTest {
    @TempDir
    Path files;

    private Bench.Run check(String text) throws IOException {
        Path file = Files.writeString(files.resolve("some.yml"), text);
        return new Bench().run("config", "check", file.toString());
    }

    @Test
    void anAgentsFileIsTakenForOne() throws IOException {
        Bench.Run run = check("""
                pair: cache-a
                host: proxy-a
                zookeeper: zk1:2181,zk2:2181
                proxy: nutcracker.yml
                health: {listen: '0.0.0.0:2525', only-from: [127.0.0.1, 10.0.0.0/16]}
                """);
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("an agent.yml without problems");
    }

    @ParameterizedTest
    @ValueSource(strings = {"agent.yml", "controller.yml", "nutcracker.yml", "pair.yml"})
    void theExamplesInThePackagesHaveNoProblems(String example) {
        Bench.Run run = new Bench().run("config", "check", "packages/examples/" + example);
        assertThat(run.out() + run.err()).contains(example + ": ").contains("without problems");
        assertThat(run.code()).isZero();
    }

    @Test
    void everyProblemOfAnAgentsFileIsListed() throws IOException {
        Bench.Run run = check("""
                pair: 9x
                host: proxy-a
                zookeper: zk1:2181
                proxy: nutcracker.yml
                health: {listen: somewhere, only-from: [everyone]}
                interface: {manage: perhaps, table: 254}
                session-timeout: 1ms
                """);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "some.yml:1: pair: is '9x'",
                        "zookeeper: is missing",
                        "zookeper: is not a known key; did you mean 'zookeeper'?",
                        "health.listen: is 'somewhere'",
                        "health.only-from: has 'everyone'",
                        "interface.manage: is 'perhaps'",
                        "interface.table: is 254",
                        "session-timeout: is '1ms'");
    }

    @Test
    void aControllersFileIsTakenForOne() throws IOException {
        Bench.Run run = check("zookeeper: zk1:2181\n");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("a controller.yml without problems");
    }

    @Test
    void everyProblemOfAControllersFileIsListed() throws IOException {
        Bench.Run run = check("""
                name: '-'
                zookeeper: {embedded: {id: 4, peers: [a, b]}}
                session: 4s
                aws: {region: Ireland, endpoint: 'ftp://x', call-timeout: 3s}
                statsu: 127.0.0.1:8080
                """);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "name: is '-'",
                        "zookeeper.embedded.peers: has 2",
                        "zookeeper.embedded.id: is 4",
                        "zookeeper.embedded.data: is missing",
                        "aws.region: is 'Ireland'",
                        "aws.endpoint: is 'ftp://x'",
                        "aws.call-timeout: is 3s; it must be less than 60 % of session, which is 4s",
                        "statsu: is not a known key; did you mean 'status'?");
    }

    @Test
    void aProxysFileIsTakenForOneWhateverItsPoolsAreCalled() throws IOException {
        Bench.Run run = check("""
                pair:
                  listen: 0.0.0.0:22121
                  servers:
                   - 127.0.0.1:11211:1
                elastic_cache:
                  listen: 0.0.0.0:22122
                  servers:
                   - 127.0.0.1:11212:1
                """);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("a nutcracker.yml without problems");
    }

    @Test
    void everyProblemOfAProxysFileIsListed() throws IOException {
        Bench.Run run = check("""
                first:
                  listen: 0.0.0.0:221211
                  hash: md6
                  timeuot: 400
                  servers:
                   - 127.0.0.1:11211
                second:
                  listen: 0.0.0.0:22122
                  min_backends: 2
                  servers:
                   - 127.0.0.1:11211:1
                """);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
                .contains(
                        "some.yml:2: first.listen: has port \"221211\"",
                        "some.yml:3: first.hash: is \"md6\"",
                        "some.yml:4: first.timeuot: is unknown; did you mean timeout?",
                        "some.yml:6: first.servers: is \"127.0.0.1:11211\"",
                        "some.yml:9: second.min_backends: is 2, but the pool has 1 servers");
    }

    @Test
    void aPoolOfRedisIsAPoolLikeAnother() throws IOException {
        Bench.Run run = check("r: {redis: true, listen: '0.0.0.0:22121', servers: ['127.0.0.1:6379:1']}\n");
        assertThat(run.code()).as(run.err()).isZero();
    }
}
