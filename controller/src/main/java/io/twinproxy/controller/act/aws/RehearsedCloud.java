package io.twinproxy.controller.act.aws;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;

/**
 * One interface and two instances behind the SDK's own front, without a socket: the answers a rehearsed move meets. It
 * knows only the calls a move and its preflight make, and follows a move at once. One thread.
 */
public final class RehearsedCloud implements SdkHttpClient {
    public static final String INTERFACE = "eni-00000000000000000";
    public static final List<String> INSTANCES = List.of("i-0000000000000000a", "i-0000000000000000b");

    private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=([A-Za-z]+)");
    private static final Pattern INSTANCE = Pattern.compile("(?:^|&)InstanceId(?:\\.1)?=([-a-z0-9]+)");
    private static final Pattern VALUE = Pattern.compile("(?:^|&)Filter\\.1\\.Value\\.1=(i-[a-z0-9]+)");
    private static final String NETWORK = "<networkInterfaceId>" + INTERFACE + "</networkInterfaceId>"
            + "<subnetId>subnet-0</subnetId><vpcId>vpc-0</vpcId><macAddress>02:00:00:00:00:01</macAddress>"
            + "<privateIpAddress>192.0.2.1</privateIpAddress>";

    private Optional<String> holder = Optional.of(INSTANCES.get(0));
    private int attachments;

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return answer(body(request));
            }

            @Override
            public void abort() {}
        };
    }

    private static String body(HttpExecuteRequest request) throws IOException {
        if (request.contentStreamProvider().isEmpty()) {
            return "";
        }
        try (InputStream in = request.contentStreamProvider().get().newStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpExecuteResponse answer(String form) {
        String action = found(ACTION, form);
        if (form.contains("DryRun=true")) {
            return response(
                    412,
                    "<Response><Errors><Error><Code>DryRunOperation</Code><Message>It would have succeeded.</Message>"
                            + "</Error></Errors><RequestID>r</RequestID></Response>");
        }
        String content = switch (action) {
            case "DescribeNetworkInterfaces" -> "<networkInterfaceSet>" + networks(form) + "</networkInterfaceSet>";
            case "DescribeAddresses" ->
                "<addressesSet><item><allocationId>eipalloc-0</allocationId></item></addressesSet>";
            case "DescribeRouteTables" ->
                "<routeTableSet><item><routeTableId>rtb-0</routeTableId></item></routeTableSet>";
            case "DescribeInstances" ->
                "<reservationSet><item><instancesSet><item><instanceId>"
                        + found(INSTANCE, form) + "</instanceId><instanceState><code>16</code><name>running</name>"
                        + "</instanceState><instanceType>t3.micro</instanceType><placement>"
                        + "<availabilityZone>rehearsal</availabilityZone></placement>"
                        + "<networkInterfaceSet/></item></instancesSet></item></reservationSet>";
            case "DescribeInstanceTypes" ->
                "<instanceTypeSet><item><instanceType>t3.micro</instanceType><networkInfo>"
                        + "<maximumNetworkInterfaces>2</maximumNetworkInterfaces></networkInfo></item></instanceTypeSet>";
            case "DetachNetworkInterface" -> {
                holder = Optional.empty();
                yield "<return>true</return>";
            }
            case "AttachNetworkInterface" -> {
                holder = Optional.of(found(INSTANCE, form));
                attachments++;
                yield "<attachmentId>eni-attach-" + attachments + "</attachmentId>";
            }
            default -> "<return>true</return>";
        };
        return response(
                200, "<" + action + "Response><requestId>r</requestId>" + content + "</" + action + "Response>");
    }

    /** By an address there is none, by an instance its own one, by its id the one that moves. */
    private String networks(String form) {
        if (form.contains("addresses.private-ip-address")) {
            return "";
        }
        Matcher owner = VALUE.matcher(form);
        String attachment = owner.find()
                ? attachment(owner.group(1), 0)
                : holder.map(h -> attachment(h, 1)).orElse("");
        return "<item>" + NETWORK + "<availabilityZone>rehearsal</availabilityZone><status>"
                + (attachment.isEmpty() ? "available" : "in-use") + "</status>" + attachment
                + "<sourceDestCheck>false</sourceDestCheck></item>";
    }

    private String attachment(String instance, int deviceIndex) {
        return "<attachment><attachmentId>eni-attach-" + attachments + "</attachmentId><instanceId>" + instance
                + "</instanceId><deviceIndex>" + deviceIndex + "</deviceIndex><status>attached</status>"
                + "<deleteOnTermination>false</deleteOnTermination></attachment>";
    }

    private static String found(Pattern pattern, String form) {
        Matcher matcher = pattern.matcher(form);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static HttpExecuteResponse response(int status, String xml) {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        return HttpExecuteResponse.builder()
                .response(SdkHttpFullResponse.builder()
                        .statusCode(status)
                        .putHeader("Content-Type", "text/xml;charset=UTF-8")
                        .putHeader("Content-Length", String.format(Locale.ROOT, "%d", bytes.length))
                        .build())
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(bytes)))
                .build();
    }

    @Override
    public void close() {}
}
