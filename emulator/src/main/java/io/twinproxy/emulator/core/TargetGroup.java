package io.twinproxy.emulator.core;

import java.time.Duration;
import java.util.List;

/**
 * A target group of a network load balancer, as set up and as described.
 *
 * @param targetType how targets are named: by instance (its primary address is meant) or by address
 * @param deregistrationDelay how long a deregistered target drains
 * @param connectionTermination whether connections left at the end of draining are closed
 * @param unhealthyTermination whether connections to a target that turns unhealthy are reset
 * @param unhealthyDraining how long a target that turned unhealthy shows {@code unhealthy.draining}, without resets
 * @param preserveClientIp whether targets see the client's address, which rules out reaching oneself
 * @param crossZone whether a zone's traffic may go to targets of other zones
 * @param zones the zones the load balancer is enabled in; empty means all
 * @param loadBalancerArns the load balancers with a listener on this group
 */
public record TargetGroup(
        String arn,
        String name,
        String protocol,
        int port,
        String vpcId,
        TargetType targetType,
        HealthCheckSettings healthCheck,
        Duration deregistrationDelay,
        boolean connectionTermination,
        boolean unhealthyTermination,
        Duration unhealthyDraining,
        boolean preserveClientIp,
        boolean crossZone,
        List<String> zones,
        List<String> loadBalancerArns) {

    /** How the targets of a group are named. */
    public enum TargetType {
        INSTANCE,
        IP
    }

    public TargetGroup {
        zones = List.copyOf(zones);
        loadBalancerArns = List.copyOf(loadBalancerArns);
    }

    /** A TCP group of instances with the API's defaults and no listener. */
    public static TargetGroup tcp(String name, int port, TargetType type) {
        String arn =
                "arn:aws:elasticloadbalancing:us-east-1:" + World.OWNER + ":targetgroup/" + name + "/0123456789abcdef";
        return new TargetGroup(
                arn,
                name,
                "TCP",
                port,
                Cloud.VPC,
                type,
                HealthCheckSettings.tcp(),
                Duration.ofMinutes(5),
                false,
                true,
                Duration.ZERO,
                type == TargetType.INSTANCE,
                false,
                List.of(),
                List.of());
    }

    public TargetGroup withArn(String newArn) {
        return new TargetGroup(
                newArn,
                name,
                protocol,
                port,
                vpcId,
                targetType,
                healthCheck,
                deregistrationDelay,
                connectionTermination,
                unhealthyTermination,
                unhealthyDraining,
                preserveClientIp,
                crossZone,
                zones,
                loadBalancerArns);
    }

    public TargetGroup inVpc(String newVpcId) {
        return new TargetGroup(
                arn,
                name,
                protocol,
                port,
                newVpcId,
                targetType,
                healthCheck,
                deregistrationDelay,
                connectionTermination,
                unhealthyTermination,
                unhealthyDraining,
                preserveClientIp,
                crossZone,
                zones,
                loadBalancerArns);
    }

    public TargetGroup withHealthCheck(HealthCheckSettings check) {
        return new TargetGroup(
                arn,
                name,
                protocol,
                port,
                vpcId,
                targetType,
                check,
                deregistrationDelay,
                connectionTermination,
                unhealthyTermination,
                unhealthyDraining,
                preserveClientIp,
                crossZone,
                zones,
                loadBalancerArns);
    }

    /** Deregistration: how long it drains, and whether what is left then is closed. */
    public TargetGroup draining(Duration delay, boolean termination) {
        return new TargetGroup(
                arn,
                name,
                protocol,
                port,
                vpcId,
                targetType,
                healthCheck,
                delay,
                termination,
                unhealthyTermination,
                unhealthyDraining,
                preserveClientIp,
                crossZone,
                zones,
                loadBalancerArns);
    }

    /** What happens to connections when a target turns unhealthy: reset, or left for a while. */
    public TargetGroup whenUnhealthy(boolean termination, Duration drainingInterval) {
        return new TargetGroup(
                arn,
                name,
                protocol,
                port,
                vpcId,
                targetType,
                healthCheck,
                deregistrationDelay,
                connectionTermination,
                termination,
                drainingInterval,
                preserveClientIp,
                crossZone,
                zones,
                loadBalancerArns);
    }

    public TargetGroup acrossZones(boolean cross, List<String> enabledZones) {
        return new TargetGroup(
                arn,
                name,
                protocol,
                port,
                vpcId,
                targetType,
                healthCheck,
                deregistrationDelay,
                connectionTermination,
                unhealthyTermination,
                unhealthyDraining,
                preserveClientIp,
                cross,
                enabledZones,
                loadBalancerArns);
    }

    public TargetGroup preservingClientIp(boolean preserve) {
        return new TargetGroup(
                arn,
                name,
                protocol,
                port,
                vpcId,
                targetType,
                healthCheck,
                deregistrationDelay,
                connectionTermination,
                unhealthyTermination,
                unhealthyDraining,
                preserve,
                crossZone,
                zones,
                loadBalancerArns);
    }

    public TargetGroup behind(List<String> arns) {
        return new TargetGroup(
                arn,
                name,
                protocol,
                port,
                vpcId,
                targetType,
                healthCheck,
                deregistrationDelay,
                connectionTermination,
                unhealthyTermination,
                unhealthyDraining,
                preserveClientIp,
                crossZone,
                zones,
                arns);
    }
}
