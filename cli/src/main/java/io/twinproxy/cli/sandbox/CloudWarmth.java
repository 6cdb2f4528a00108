package io.twinproxy.cli.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Moves an interface that nobody uses to and fro. AWS answers in a measured time because it is always in use; an
 * emulator that has just been started would be measured running each of its lines for the first time. One thread.
 */
final class CloudWarmth {
    private static final int ROUNDS = 40;
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final Pattern ATTACHMENT = Pattern.compile("<attachmentId>([^<]+)</attachmentId>");

    private final URI endpoint;

    CloudWarmth(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** Leaves the interface detached, as it was. */
    void warm(String networkInterface, String instance) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            look(networkInterface);
            Matcher attached = ATTACHMENT.matcher(call("Action=AttachNetworkInterface&NetworkInterfaceId="
                    + networkInterface + "&InstanceId=" + instance + "&DeviceIndex=9"));
            if (!attached.find()) {
                throw new IOException("the emulated cloud did not attach " + networkInterface);
            }
            look(networkInterface);
            call("Action=DetachNetworkInterface&AttachmentId=" + attached.group(1));
        }
    }

    private void look(String networkInterface) throws IOException {
        call("Action=DescribeNetworkInterfaces&NetworkInterfaceId.1=" + networkInterface);
    }

    private String call(String form) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.getOutputStream().write((form + "&Version=2016-11-15").getBytes(StandardCharsets.UTF_8));
        try (InputStream in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
