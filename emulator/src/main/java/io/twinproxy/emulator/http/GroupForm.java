package io.twinproxy.emulator.http;

import io.twinproxy.emulator.core.CloudError;
import io.twinproxy.emulator.core.HealthCheckSettings;
import io.twinproxy.emulator.core.TargetGroup;
import io.twinproxy.emulator.core.TargetGroup.TargetType;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Target groups in the API's words: what a create call asks for, what a describe call shows, and the attributes. */
final class GroupForm {
    private static final String DELAY = "deregistration_delay.timeout_seconds";
    private static final String TERMINATION = "deregistration_delay.connection_termination.enabled";
    private static final String UNHEALTHY_TERMINATION = "target_health_state.unhealthy.connection_termination.enabled";
    private static final String UNHEALTHY_DRAINING = "target_health_state.unhealthy.draining_interval_seconds";
    private static final String CROSS_ZONE = "load_balancing.cross_zone.enabled";
    private static final String PRESERVE = "preserve_client_ip.enabled";

    private GroupForm() {}

    static TargetGroup wanted(Form form) {
        String type = form.find("TargetType").orElse("instance");
        if (!type.equals("instance") && !type.equals("ip")) {
            throw new CloudError("ValidationError", 400, "TargetType '" + type + "' is not emulated");
        }
        if (!form.find("Protocol").orElse("").equals("TCP")) {
            throw new CloudError("ValidationError", 400, "Only groups of protocol TCP are emulated");
        }
        OptionalInt port = form.find("HealthCheckPort")
                        .filter(p -> !p.equals("traffic-port"))
                        .isPresent()
                ? form.findInt("HealthCheckPort")
                : OptionalInt.empty();
        HealthCheckSettings check = new HealthCheckSettings(
                form.find("HealthCheckProtocol").orElse("TCP"),
                port,
                form.find("HealthCheckPath").orElse("/"),
                seconds(form, "HealthCheckIntervalSeconds", 30),
                seconds(form, "HealthCheckTimeoutSeconds", 10),
                form.findInt("HealthyThresholdCount").orElse(5),
                form.findInt("UnhealthyThresholdCount").orElse(2),
                form.flag("HealthCheckEnabled", true));
        return TargetGroup.tcp(form.get("Name"), form.getInt("Port"), TargetType.valueOf(type.toUpperCase(Locale.ROOT)))
                .withHealthCheck(check)
                .inVpc(form.get("VpcId"));
    }

    private static Duration seconds(Form form, String name, int otherwise) {
        int seconds = form.findInt(name).orElse(otherwise);
        if (seconds < 1) {
            throw new CloudError("ValidationError", 400, name + " must be at least 1");
        }
        return Duration.ofSeconds(seconds);
    }

    static void view(Xml xml, TargetGroup group) {
        HealthCheckSettings check = group.healthCheck();
        xml.put("TargetGroupArn", group.arn())
                .put("TargetGroupName", group.name())
                .put("Protocol", group.protocol())
                .put("Port", group.port())
                .put("VpcId", group.vpcId())
                .put("TargetType", group.targetType().name().toLowerCase(Locale.ROOT))
                .put("HealthCheckProtocol", check.protocol())
                .put("HealthCheckPort", check.port().isPresent() ? check.port().getAsInt() : "traffic-port")
                .put("HealthCheckPath", check.path())
                .put("HealthCheckEnabled", check.enabled())
                .put("HealthCheckIntervalSeconds", whole(check.interval()))
                .put("HealthCheckTimeoutSeconds", whole(check.timeout()))
                .put("HealthyThresholdCount", check.healthyThreshold())
                .put("UnhealthyThresholdCount", check.unhealthyThreshold())
                .each("LoadBalancerArns", "member", group.loadBalancerArns(), Xml::text);
    }

    /** Whole seconds, rounded up, for set-ups that check more often than the API allows. */
    private static long whole(Duration duration) {
        return duration.plusMillis(999).toSeconds();
    }

    static SortedMap<String, String> attributes(TargetGroup group) {
        SortedMap<String, String> attributes = new TreeMap<>();
        attributes.put(DELAY, String.valueOf(group.deregistrationDelay().toSeconds()));
        attributes.put(TERMINATION, String.valueOf(group.connectionTermination()));
        attributes.put(UNHEALTHY_TERMINATION, String.valueOf(group.unhealthyTermination()));
        attributes.put(
                UNHEALTHY_DRAINING, String.valueOf(group.unhealthyDraining().toSeconds()));
        attributes.put(CROSS_ZONE, String.valueOf(group.crossZone()));
        attributes.put(PRESERVE, String.valueOf(group.preserveClientIp()));
        return attributes;
    }

    static TargetGroup with(TargetGroup group, String key, String value) {
        boolean on = Boolean.parseBoolean(value);
        return switch (key) {
            case DELAY -> group.draining(number(key, value), group.connectionTermination());
            case TERMINATION -> group.draining(group.deregistrationDelay(), on);
            case UNHEALTHY_TERMINATION -> group.whenUnhealthy(on, group.unhealthyDraining());
            case UNHEALTHY_DRAINING -> group.whenUnhealthy(group.unhealthyTermination(), number(key, value));
            case CROSS_ZONE -> group.acrossZones(on, group.zones());
            case PRESERVE -> group.preservingClientIp(on);
            default -> throw new CloudError("ValidationError", 400, "Target group attribute '" + key + "' is unknown");
        };
    }

    private static Duration number(String key, String value) {
        try {
            return Duration.ofSeconds(Integer.parseInt(value));
        } catch (NumberFormatException e) {
            throw new CloudError("ValidationError", 400, key + " '" + value + "' is not a number of seconds");
        }
    }
}
