package io.twinproxy.emulator.core;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The API calls the emulator answers, each with the service it belongs to and the token bucket it draws from. */
public enum Action {
    DESCRIBE_NETWORK_INTERFACES(Service.EC2, Bucket.READ),
    ATTACH_NETWORK_INTERFACE(Service.EC2, Bucket.PLAIN),
    DETACH_NETWORK_INTERFACE(Service.EC2, Bucket.PLAIN),
    MODIFY_NETWORK_INTERFACE_ATTRIBUTE(Service.EC2, Bucket.ADDRESS),
    CREATE_NETWORK_INTERFACE(Service.EC2, Bucket.ADDRESS),
    DELETE_NETWORK_INTERFACE(Service.EC2, Bucket.ADDRESS),
    DESCRIBE_INSTANCES(Service.EC2, Bucket.READ),
    DESCRIBE_INSTANCE_TYPES(Service.EC2, Bucket.READ),
    RUN_INSTANCES(Service.EC2, Bucket.PLAIN),
    START_INSTANCES(Service.EC2, Bucket.PLAIN),
    STOP_INSTANCES(Service.EC2, Bucket.PLAIN),
    TERMINATE_INSTANCES(Service.EC2, Bucket.PLAIN),
    ASSIGN_PRIVATE_IP_ADDRESSES(Service.EC2, Bucket.ADDRESS),
    UNASSIGN_PRIVATE_IP_ADDRESSES(Service.EC2, Bucket.ADDRESS),
    ALLOCATE_ADDRESS(Service.EC2, Bucket.PLAIN),
    ASSOCIATE_ADDRESS(Service.EC2, Bucket.PLAIN),
    DISASSOCIATE_ADDRESS(Service.EC2, Bucket.PLAIN),
    DESCRIBE_ADDRESSES(Service.EC2, Bucket.READ),
    CREATE_ROUTE_TABLE(Service.EC2, Bucket.PLAIN),
    CREATE_ROUTE(Service.EC2, Bucket.PLAIN),
    REPLACE_ROUTE(Service.EC2, Bucket.PLAIN),
    DELETE_ROUTE(Service.EC2, Bucket.PLAIN),
    DESCRIBE_ROUTE_TABLES(Service.EC2, Bucket.READ),
    CREATE_VPC(Service.EC2, Bucket.PLAIN),
    CREATE_SUBNET(Service.EC2, Bucket.PLAIN),
    REGISTER_TARGETS(Service.ELB, Bucket.ELB_REGISTRATION),
    DEREGISTER_TARGETS(Service.ELB, Bucket.ELB_REGISTRATION),
    DESCRIBE_TARGET_HEALTH(Service.ELB, Bucket.ELB_READ),
    DESCRIBE_TARGET_GROUPS(Service.ELB, Bucket.ELB_READ),
    DESCRIBE_TARGET_GROUP_ATTRIBUTES(Service.ELB, Bucket.ELB_READ),
    MODIFY_TARGET_GROUP_ATTRIBUTES(Service.ELB, Bucket.ELB_MUTATING),
    CREATE_TARGET_GROUP(Service.ELB, Bucket.ELB_MUTATING),
    CREATE_LOAD_BALANCER(Service.ELB, Bucket.ELB_CREATE),
    CREATE_LISTENER(Service.ELB, Bucket.ELB_MUTATING),
    REGISTER_INSTANCES_WITH_LOAD_BALANCER(Service.CLASSIC_ELB, Bucket.ELB_REGISTRATION),
    DEREGISTER_INSTANCES_FROM_LOAD_BALANCER(Service.CLASSIC_ELB, Bucket.ELB_REGISTRATION),
    DESCRIBE_INSTANCE_HEALTH(Service.CLASSIC_ELB, Bucket.ELB_READ);

    /** Which API a call belongs to; they differ in error shape, throttle code and bucket scope. */
    public enum Service {
        EC2,
        ELB,
        /** The older version of the same API: classic load balancers. */
        CLASSIC_ELB
    }

    /** Published bucket sizes: tokens held at most and tokens added a second. */
    enum Bucket {
        PLAIN(50, 5),
        ADDRESS(100, 5),
        READ(100, 20),
        WIDE_READ(50, 10),
        ELB_REGISTRATION(20, 4),
        ELB_READ(40, 10),
        ELB_MUTATING(20, 3),
        ELB_CREATE(10, 0.2),
        ELB_ACCOUNT(40, 10);

        final double capacity;
        final double refillPerSecond;

        Bucket(double capacity, double refillPerSecond) {
            this.capacity = capacity;
            this.refillPerSecond = refillPerSecond;
        }
    }

    private final Service service;
    private final Bucket bucket;
    private final String apiName;

    Action(Service service, Bucket bucket) {
        this.service = service;
        this.bucket = bucket;
        this.apiName = camel(name());
    }

    private static String camel(String constant) {
        return Pattern.compile("_")
                .splitAsStream(constant)
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    public Service service() {
        return service;
    }

    Bucket bucket() {
        return bucket;
    }

    /** The name in the API, such as {@code AttachNetworkInterface}. */
    public String apiName() {
        return apiName;
    }

    public static Optional<Action> named(String apiName) {
        return Arrays.stream(values()).filter(a -> a.apiName.equals(apiName)).findFirst();
    }

    public static List<String> names() {
        return Arrays.stream(values()).map(Action::apiName).toList();
    }
}
