package io.twinproxy.emulator.contract;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/** The real SDK pointed at an endpoint: one attempt, so that a test sees every answer, and bounded waits. */
public final class SdkClients implements AutoCloseable {
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test"));

    private final SdkHttpClient http = Apache5HttpClient.builder()
            .connectionTimeout(Duration.ofSeconds(2))
            .socketTimeout(Duration.ofSeconds(30))
            .build();
    public final Ec2Client ec2;
    public final ElasticLoadBalancingV2Client elb;
    public final ElasticLoadBalancingClient classic;

    public SdkClients(URI endpoint) {
        this(endpoint, Duration.ofSeconds(30));
    }

    public SdkClients(URI endpoint, Duration timeout) {
        ClientOverrideConfiguration overrides = ClientOverrideConfiguration.builder()
                .retryStrategy(StandardRetryStrategy.builder().maxAttempts(1).build())
                .apiCallTimeout(timeout)
                .apiCallAttemptTimeout(timeout)
                .build();
        ec2 = Ec2Client.builder()
                .httpClient(http)
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .overrideConfiguration(overrides)
                .build();
        elb = ElasticLoadBalancingV2Client.builder()
                .httpClient(http)
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .overrideConfiguration(overrides)
                .build();
        classic = ElasticLoadBalancingClient.builder()
                .httpClient(http)
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .overrideConfiguration(overrides)
                .build();
    }

    @Override
    public void close() {
        ec2.close();
        elb.close();
        classic.close();
        http.close();
    }
}
