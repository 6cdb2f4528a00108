package io.twinproxy.controller.act.aws.call;

/** The calls this controller makes, each with its name in IAM and what a policy must allow it on. */
public enum AwsAction {
    DESCRIBE_NETWORK_INTERFACES("ec2:DescribeNetworkInterfaces", "on *"),
    ATTACH_NETWORK_INTERFACE("ec2:AttachNetworkInterface", "on the network interface and on both instances"),
    DETACH_NETWORK_INTERFACE("ec2:DetachNetworkInterface", "on the network interface and on both instances"),
    MODIFY_NETWORK_INTERFACE_ATTRIBUTE("ec2:ModifyNetworkInterfaceAttribute", "on the network interface"),
    DESCRIBE_INSTANCES("ec2:DescribeInstances", "on *"),
    DESCRIBE_INSTANCE_TYPES("ec2:DescribeInstanceTypes", "on *"),
    REGISTER_TARGETS("elasticloadbalancing:RegisterTargets", "on the target group"),
    DEREGISTER_TARGETS("elasticloadbalancing:DeregisterTargets", "on the target group"),
    DESCRIBE_TARGET_HEALTH("elasticloadbalancing:DescribeTargetHealth", "on *"),
    DESCRIBE_TARGET_GROUPS("elasticloadbalancing:DescribeTargetGroups", "on *");

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
