package io.twinproxy.controller.act.aws.call;

/** The calls this controller makes, each with its name in IAM and what a policy must allow it on. */
public enum AwsAction {
    DESCRIBE_NETWORK_INTERFACES("ec2:DescribeNetworkInterfaces", "on *"),
    ATTACH_NETWORK_INTERFACE("ec2:AttachNetworkInterface", "on the network interface and on both instances"),
    DETACH_NETWORK_INTERFACE("ec2:DetachNetworkInterface", "on the network interface and on both instances"),
    MODIFY_NETWORK_INTERFACE_ATTRIBUTE("ec2:ModifyNetworkInterfaceAttribute", "on the network interface"),
    DESCRIBE_INSTANCES("ec2:DescribeInstances", "on *"),
    DESCRIBE_INSTANCE_TYPES("ec2:DescribeInstanceTypes", "on *"),
    ASSIGN_PRIVATE_IP_ADDRESSES("ec2:AssignPrivateIpAddresses", "on the network interfaces of both hosts"),
    DESCRIBE_ADDRESSES("ec2:DescribeAddresses", "on *"),
    ASSOCIATE_ADDRESS("ec2:AssociateAddress", "on the Elastic IP and on the network interfaces of both hosts"),
    DESCRIBE_ROUTE_TABLES("ec2:DescribeRouteTables", "on *"),
    CREATE_ROUTE("ec2:CreateRoute", "on every route table"),
    REPLACE_ROUTE("ec2:ReplaceRoute", "on every route table"),
    REGISTER_TARGETS("elasticloadbalancing:RegisterTargets", "on the target group"),
    DEREGISTER_TARGETS("elasticloadbalancing:DeregisterTargets", "on the target group"),
    DESCRIBE_TARGET_HEALTH("elasticloadbalancing:DescribeTargetHealth", "on *"),
    DESCRIBE_TARGET_GROUPS("elasticloadbalancing:DescribeTargetGroups", "on *"),
    REGISTER_INSTANCES("elasticloadbalancing:RegisterInstancesWithLoadBalancer", "on the load balancer"),
    DEREGISTER_INSTANCES("elasticloadbalancing:DeregisterInstancesFromLoadBalancer", "on the load balancer"),
    DESCRIBE_INSTANCE_HEALTH("elasticloadbalancing:DescribeInstanceHealth", "on *");

    private final String iam;
    private final String resource;

    AwsAction(String iam, String resource) {
        this.iam = iam;
        this.resource = resource;
    }

    /** Its name in an IAM policy. */
    public String iam() {
        return iam;
    }

    /** What a policy's statement must name besides, as words to put after the action. */
    public String resource() {
        return resource;
    }
}
