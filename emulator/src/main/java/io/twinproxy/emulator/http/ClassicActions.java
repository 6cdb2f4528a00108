package io.twinproxy.emulator.http;

import io.twinproxy.emulator.core.Action;
import io.twinproxy.emulator.core.Cloud;
import io.twinproxy.emulator.core.InstanceHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Requests about classic load balancers to core operations and back. Runs under the server's lock. */
final class ClassicActions {
    static final String VERSION = "2012-06-01";
    static final String NAMESPACE = "http://elasticloadbalancing.amazonaws.com/doc/" + VERSION + "/";

    private final Cloud cloud;

    ClassicActions(Cloud cloud) {
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
        String name = form.get("LoadBalancerName");
        return switch (action) {
            case REGISTER_INSTANCES_WITH_LOAD_BALANCER -> instances(cloud.registerInstances(name, named(form)));
            case DEREGISTER_INSTANCES_FROM_LOAD_BALANCER -> instances(cloud.deregisterInstances(name, named(form)));
            case DESCRIBE_INSTANCE_HEALTH -> health(cloud.describeInstanceHealth(name, named(form)));
            default -> throw new IllegalArgumentException(action + " is not of classic load balancers");
        };
    }

    private static List<String> named(Form form) {
        List<String> ids = new ArrayList<>();
        for (int i = 1; i <= form.count("Instances.member", "InstanceId"); i++) {
            ids.add(form.get("Instances.member." + i + ".InstanceId"));
        }
        return ids;
    }

    private static Consumer<Xml> instances(List<String> ids) {
        return xml -> xml.each("Instances", "member", ids, (x, id) -> x.put("InstanceId", id));
    }

    private static Consumer<Xml> health(List<InstanceHealth> all) {
        return xml -> xml.each(
                "InstanceStates",
                "member",
                all,
                (x, each) -> x.put("InstanceId", each.instanceId())
                        .put("State", each.state())
                        .put("ReasonCode", each.reasonCode())
                        .put("Description", each.description()));
    }
}
