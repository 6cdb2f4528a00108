package io.twinproxy.emulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.twinproxy.emulator.contract.EmulatorWorld;
import io.twinproxy.emulator.contract.SdkClients;
import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.EmulatorSettings;
import io.twinproxy.emulator.core.Grade;
import io.twinproxy.emulator.core.Rule;
import io.twinproxy.emulator.core.Script;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.ElasticLoadBalancingV2Exception;
import software.amazon.awssdk.services.elasticloadbalancingv2.model.TargetDescription;

/** Faults and shapes as a client meets them on the wire. */
public class WireFormatTest {
    private static final String FIRST = "i-0aaaaaaaaaaaaaaaa";
    private static final String ENI = "eni-0dddddddddddddddd";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private EmulatorServer server;
    private SdkClients clients;

    @BeforeEach
    void start() {
        Cloud cloud = EmulatorWorld.cloud(EmulatorSettings.fast());
        cloud.setup()
                .subnet("subnet-0aaaaaaaaaaaaaaaa", "us-east-1a", "10.0.1.0/24")
                .instance(FIRST, "subnet-0aaaaaaaaaaaaaaaa", "10.0.1.10")
                .networkInterface(ENI, "subnet-0aaaaaaaaaaaaaaaa", "10.0.1.100");
        server = EmulatorWorld.start(cloud, (i, p) -> Optional.empty());
        clients = new SdkClients(server.endpoint(), Duration.ofSeconds(3));
    }

    @AfterEach
    void stop() {
        clients.close();
        server.close();
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(server.endpoint().resolve(path))
                        .timeout(Duration.ofSeconds(5))
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void attach() {
        clients.ec2.attachNetworkInterface(
                r -> r.networkInterfaceId(ENI).instanceId(FIRST).deviceIndex(1));
    }

    private Optional<String> holder() {
        return server.with(c -> c.holder(ENI));
    }

    @Test
    @Rule(number = 56, grade = Grade.DOCUMENTED)
    void errorsHaveTheShapeOfTheirService() throws Exception {
        HttpResponse<String> ec2 =
                post("/", "Action=DescribeNetworkInterfaces&Version=2016-11-15&NetworkInterfaceId.1=eni-01234567");
        assertThat(ec2.statusCode()).isEqualTo(400);
        assertThat(ec2.body())
                .contains("<Response><Errors><Error><Code>InvalidNetworkInterfaceID.NotFound</Code><Message>")
                .containsPattern("</Error></Errors><RequestID>[^<]+</RequestID></Response>");
        HttpResponse<String> elb = post("/", "Action=DescribeTargetHealth&Version=2015-12-01&TargetGroupArn=arn");
        assertThat(elb.statusCode()).isEqualTo(400);
        assertThat(elb.body())
                .contains("<ErrorResponse ")
                .contains("<Code>TargetGroupNotFound</Code>")
                .containsPattern("</Error><RequestId>[^<]+</RequestId></ErrorResponse>");
        assertThat(post("/", "Action=Dance&Version=2016-11-15").body()).contains("<Code>InvalidAction</Code>");
        assertThat(post("/", "Action=AttachNetworkInterface&Version=2016-11-15").body())
                .contains("<Code>MissingParameter</Code>");
    }

    @Test
    void lostReplyIsAppliedAndADroppedCallIsNot() {
        server.with(c -> {
            c.faults().script(Script.drop(Action.ATTACH_NETWORK_INTERFACE));
            c.faults().script(Script.loseReply(Action.ATTACH_NETWORK_INTERFACE));
            return c;
        });
        assertThatThrownBy(this::attach).isInstanceOf(SdkClientException.class);
        assertThat(holder()).isEmpty();
        assertThatThrownBy(this::attach).isInstanceOf(SdkClientException.class);
        assertThat(holder()).contains(FIRST);
    }

    @Test
    void lateCallIsAppliedAfterItsClientHasGivenUp() {
        server.with(c -> {
            c.faults().script(Script.late(Action.ATTACH_NETWORK_INTERFACE, Duration.ofMillis(600)));
            return c;
        });
        try (SdkClients hasty = new SdkClients(server.endpoint(), Duration.ofMillis(300))) {
            assertThatThrownBy(() -> hasty.ec2.attachNetworkInterface(
                            r -> r.networkInterfaceId(ENI).instanceId(FIRST).deviceIndex(1)))
                    .isInstanceOf(SdkClientException.class);
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> holder().isPresent());
    }

    @Test
    void hangingCallDelaysNoOther() {
        server.with(c -> {
            c.faults()
                    .script(Script.delay(Action.DESCRIBE_INSTANCES, Duration.ofSeconds(60))
                            .times(100));
            return c;
        });
        for (int i = 0; i < 100; i++) {
            var unused = http.sendAsync(
                    HttpRequest.newBuilder(server.endpoint())
                            .POST(HttpRequest.BodyPublishers.ofString("Action=DescribeInstances&Version=2016-11-15"))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }
        await().atMost(Duration.ofSeconds(5))
                .until(() -> server.with(c -> c.journal().entries().stream()
                                .filter(e -> e.detail().startsWith("delayed"))
                                .count()
                        == 100));
        attach();
        assertThat(holder()).contains(FIRST);
    }

    @Test
    void serverErrorDeniedActionAndTruncatedBodyReachTheSdk() {
        server.with(c -> {
            c.faults().script(Script.error(Action.DESCRIBE_INSTANCES, "ServiceUnavailable"));
            c.faults().script(Script.truncate(Action.DESCRIBE_NETWORK_INTERFACES));
            c.settings(c.settings().with("denied-actions", "AttachNetworkInterface,RegisterTargets"));
            return c;
        });
        assertThat(catchThrowableOfType(Ec2Exception.class, () -> clients.ec2.describeInstances())
                        .statusCode())
                .isEqualTo(503);
        assertThatThrownBy(() -> clients.ec2.describeNetworkInterfaces()).isInstanceOf(SdkClientException.class);
        assertThat(catchThrowableOfType(Ec2Exception.class, this::attach)
                        .awsErrorDetails()
                        .errorCode())
                .isEqualTo("UnauthorizedOperation");
        assertThat(catchThrowableOfType(
                                ElasticLoadBalancingV2Exception.class,
                                () -> clients.elb.registerTargets(r -> r.targetGroupArn("arn")
                                        .targets(TargetDescription.builder()
                                                .id(FIRST)
                                                .build())))
                        .awsErrorDetails()
                        .errorCode())
                .isEqualTo("AccessDenied");
    }

    @Test
    void controlChangesFaultsWhileRunningAndShowsTheJournal() throws Exception {
        assertThat(post("/_emulator/faults", "outage=true").statusCode()).isEqualTo(200);
        assertThat(catchThrowableOfType(Ec2Exception.class, this::attach).statusCode())
                .isEqualTo(503);
        assertThat(post("/_emulator/faults", "outage=false\nnext=AttachNetworkInterface error Unavailable\n")
                        .body())
                .contains("outage=false");
        assertThat(catchThrowableOfType(Ec2Exception.class, this::attach)
                        .awsErrorDetails()
                        .errorCode())
                .isEqualTo("Unavailable");
        attach();
        HttpResponse<String> refused =
                post("/_emulator/faults", "outge=true\nnext=Attach lose-reply\ndrop-chance=7\noutage=true");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body().lines()).hasSize(3);
        EmulatorSettings kept = server.with(Cloud::settings);
        assertThat(kept.outage()).as("all lines or none").isFalse();
        HttpResponse<String> journal = http.send(
                HttpRequest.newBuilder(server.endpoint().resolve("/_emulator/journal"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(journal.body()).contains("HOLDER " + ENI + " " + FIRST).contains("CALL AttachNetworkInterface");
    }

    @Test
    void pagesAreWalkedByThePaginator() {
        assertThat(clients.ec2.describeNetworkInterfacesPaginator(r -> r.maxResults(5)).networkInterfaces().stream()
                        .map(n -> n.networkInterfaceId()))
                .hasSize(2);
        assertThat(clients.ec2
                        .describeNetworkInterfaces(r -> r.maxResults(5).nextToken("1"))
                        .networkInterfaces())
                .hasSize(1);
    }

    @Test
    void bindsToLoopbackOnly() {
        Cloud cloud = EmulatorWorld.cloud(EmulatorSettings.fast());
        assertThatThrownBy(
                        () -> EmulatorServer.start(cloud, new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0)))
                .hasMessageContaining("loopback");
        assertThat(List.of(URI.create(server.endpoint().toString()).getHost())).containsExactly("127.0.0.1");
    }
}
