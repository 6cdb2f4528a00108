package io.twinproxy.controller.act.aws;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.elasticloadbalancing.ElasticLoadBalancingClient;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;

/**
 * The three clients, with nothing left to default. Calls are attempted once: the controller's loop is the retry, because
 * between two attempts it must look again and hold a lease. Built at start, which takes about a second; any thread may
 * use them.
 */
public final class AwsClients implements AutoCloseable {
    /** Connecting inside one region takes milliseconds; a second is a host that is gone. */
    private static final Duration CONNECT = Duration.ofSeconds(1);
    /** Silence on an open connection for this long is a lost reply. */
    private static final Duration SOCKET = Duration.ofSeconds(2);
    /** Every pair has at most one call in flight; beyond this many at once, calls wait for a connection. */
    private static final int CONNECTIONS_MAX = 64;
    /** Below the time after which load balancers and proxies on the way usually forget a quiet connection. */
    private static final Duration IDLE = Duration.ofSeconds(50);

    private final SdkHttpClient http;
    private final Ec2Client ec2;
    private final ElasticLoadBalancingV2Client elb;
    private final ElasticLoadBalancingClient classic;
    private final AwsSettings settings;

    private AwsClients(
            AwsSettings settings,
            SdkHttpClient http,
            Ec2Client ec2,
            ElasticLoadBalancingV2Client elb,
            ElasticLoadBalancingClient classic) {
        this.settings = settings;
        this.http = http;
        this.ec2 = ec2;
        this.elb = elb;
        this.classic = classic;
    }

    public static AwsClients of(AwsSettings settings) {
        Duration timeout = settings.callTimeout();
        return over(
                Apache5HttpClient.builder()
                        .connectionTimeout(shorter(CONNECT, timeout))
                        .connectionAcquisitionTimeout(shorter(CONNECT, timeout))
                        .socketTimeout(shorter(SOCKET, timeout))
                        .maxConnections(CONNECTIONS_MAX)
                        .connectionMaxIdleTime(IDLE)
                        .tcpKeepAlive(true)
                        .build(),
                settings);
    }

    /** The clients of {@link RehearsedCloud}: all of the SDK but for its sockets and its search for credentials. */
    public static AwsClients rehearsing(Duration callTimeout) {
        return over(
                new RehearsedCloud(),
                new AwsSettings("us-east-1", Optional.of(URI.create("http://rehearsal.invalid")), callTimeout));
    }

    private static AwsClients over(SdkHttpClient http, AwsSettings settings) {
        ClientOverrideConfiguration override = ClientOverrideConfiguration.builder()
                .retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                        .maxAttempts(1)
                        .build())
                .apiCallTimeout(settings.callTimeout())
                .apiCallAttemptTimeout(settings.callTimeout())
                .build();
        AwsCredentialsProvider credentials = credentials(settings);
        return new AwsClients(
                settings,
                http,
                common(Ec2Client.builder(), settings, credentials)
                        .httpClient(http)
                        .overrideConfiguration(override)
                        .build(),
                common(ElasticLoadBalancingV2Client.builder(), settings, credentials)
                        .httpClient(http)
                        .overrideConfiguration(override)
                        .build(),
                common(ElasticLoadBalancingClient.builder(), settings, credentials)
                        .httpClient(http)
                        .overrideConfiguration(override)
                        .build());
    }

    private static <B extends AwsClientBuilder<B, ?>> B common(
            B builder, AwsSettings settings, AwsCredentialsProvider credentials) {
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.region(Region.of(settings.region())).credentialsProvider(credentials);
    }

    /**
     * AWS gets what the SDK's default chain finds: the environment, profiles, the instance profile. An emulator gets
     * what the environment sets, else a constant; the instance's metadata is not asked for it, since where there is
     * none every call would first wait for that to fail.
     */
    private static AwsCredentialsProvider credentials(AwsSettings settings) {
        if (!settings.emulated()) {
            // Renewed ahead of time in the background: a call would otherwise wait for it outside its own time limit.
            return DefaultCredentialsProvider.builder()
                    .asyncCredentialUpdateEnabled(true)
                    .build();
        }
        return AwsCredentialsProviderChain.of(
                SystemPropertyCredentialsProvider.create(),
                EnvironmentVariableCredentialsProvider.create(),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("emulator", "emulator")));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    public Ec2Client ec2() {
        return ec2;
    }

    public ElasticLoadBalancingV2Client elb() {
        return elb;
    }

    /** The client for classic load balancers; its calls go to the same address under an older version. */
    public ElasticLoadBalancingClient classic() {
        return classic;
    }

    public AwsSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        ec2.close();
        elb.close();
        classic.close();
        http.close();
    }
}
