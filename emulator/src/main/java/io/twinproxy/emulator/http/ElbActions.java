package io.twinproxy.emulator.http;

import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.CloudError;
import io.twinproxy.emulator.core.LoadBalancer;
import io.twinproxy.emulator.core.TargetGroup;
import io.twinproxy.emulator.core.TargetHealth;
import io.twinproxy.emulator.core.TargetName;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** ELBv2 requests to core operations and back. Runs under the server's lock. */
final class ElbActions {
    static final String VERSION = "2015-12-01";
    static final String NAMESPACE = "http://elasticloadbalancing.amazonaws.com/doc/" + VERSION + "/";

    private final Cloud cloud;

    ElbActions(Cloud cloud) {
        this.cloud = cloud;
    }

    String run(Action action, Form form, String requestId) {
        Consumer<Xml> answer = answer(action, form);
        return Xml.document(
                action.apiName() + "Response",
                NAMESPACE,
                xml -> xml.in(action.apiName() + "Result", answer)
                        .in("ResponseMetadata", x -> x.put("RequestId", requestId)));
    }

    private Consumer<Xml> answer(Action action, Form form) {
        return switch (action) {
            case REGISTER_TARGETS -> register(form);
            case DEREGISTER_TARGETS -> deregister(form);
            case DESCRIBE_TARGET_HEALTH -> health(form);
            case DESCRIBE_TARGET_GROUPS ->
                groups(cloud.describeTargetGroups(form.list("TargetGroupArns.member"), form.list("Names.member")));
            case DESCRIBE_TARGET_GROUP_ATTRIBUTES ->
                attributes(cloud.describeTargetGroupAttributes(form.get("TargetGroupArn")));
            case MODIFY_TARGET_GROUP_ATTRIBUTES -> modify(form);
            case CREATE_TARGET_GROUP -> groups(List.of(cloud.createTargetGroup(GroupForm.wanted(form))));
            case CREATE_LOAD_BALANCER -> loadBalancer(form);
            case CREATE_LISTENER -> listener(form);
            default -> throw new IllegalArgumentException(action + " is not of ELB");
        };
    }

    private static List<TargetName> targets(Form form) {
        List<TargetName> names = new ArrayList<>();
        for (int i = 1; i <= form.count("Targets.member", "Id"); i++) {
            String prefix = "Targets.member." + i + ".";
            names.add(new TargetName(form.get(prefix + "Id"), form.findInt(prefix + "Port")));
        }
        return names;
    }

    private static List<TargetName> someTargets(Form form) {
        List<TargetName> names = targets(form);
        if (names.isEmpty()) {
            throw new CloudError("ValidationError", 400, "At least one target must be named");
        }
        return names;
    }

    private Consumer<Xml> register(Form form) {
        cloud.registerTargets(form.get("TargetGroupArn"), someTargets(form));
        return xml -> {};
    }

    private Consumer<Xml> deregister(Form form) {
        cloud.deregisterTargets(form.get("TargetGroupArn"), someTargets(form));
        return xml -> {};
    }

    private Consumer<Xml> health(Form form) {
        List<TargetHealth> health = cloud.describeTargetHealth(form.get("TargetGroupArn"), targets(form));
        return xml -> xml.each("TargetHealthDescriptions", "member", health, (x, each) -> {
            x.in(
                    "Target",
                    t -> t.put("Id", each.target().id())
                            .put("Port", each.target().port()));
            x.in("TargetHealth", t -> {
                t.put("State", each.state());
                if (!each.reason().isEmpty()) {
                    t.put("Reason", each.reason());
                }
            });
        });
    }

    private static Consumer<Xml> groups(List<TargetGroup> groups) {
        return xml -> xml.each("TargetGroups", "member", groups, GroupForm::view);
    }

    private static Consumer<Xml> attributes(TargetGroup group) {
        return xml -> xml.each(
                "Attributes",
                "member",
                GroupForm.attributes(group).entrySet(),
                (x, attribute) -> x.put("Key", attribute.getKey()).put("Value", attribute.getValue()));
    }

    private Consumer<Xml> modify(Form form) {
        TargetGroup group = cloud.describeTargetGroups(List.of(form.get("TargetGroupArn")), List.of())
                .get(0);
        for (int i = 1; i <= form.count("Attributes.member", "Key"); i++) {
            String prefix = "Attributes.member." + i + ".";
            group = GroupForm.with(group, form.get(prefix + "Key"), form.get(prefix + "Value"));
        }
        return attributes(cloud.modifyTargetGroupAttributes(group));
    }

    private Consumer<Xml> loadBalancer(Form form) {
        LoadBalancer made = cloud.createLoadBalancer(form.get("Name"), form.list("Subnets.member"));
        return xml -> xml.each(
                "LoadBalancers",
                "member",
                List.of(made),
                (x, lb) -> x.put("LoadBalancerArn", lb.arn())
                        .put("LoadBalancerName", lb.name())
                        .put("DNSName", lb.name() + ".elb.us-east-1.amazonaws.com")
                        .put("Type", "network")
                        .in("State", s -> s.put("Code", "active")));
    }

    private Consumer<Xml> listener(Form form) {
        String loadBalancer = form.get("LoadBalancerArn");
        String group = form.get("DefaultActions.member.1.TargetGroupArn");
        int port = form.getInt("Port");
        String arn = cloud.createListener(loadBalancer, group);
        return xml -> xml.each(
                "Listeners",
                "member",
                List.of(arn),
                (x, each) -> x.put("ListenerArn", each)
                        .put("LoadBalancerArn", loadBalancer)
                        .put("Port", port)
                        .put("Protocol", form.get("Protocol"))
                        .each(
                                "DefaultActions",
                                "member",
                                List.of(group),
                                (y, g) -> y.put("Type", "forward").put("TargetGroupArn", g)));
    }
}
