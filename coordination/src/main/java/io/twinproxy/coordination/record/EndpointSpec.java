package io.twinproxy.coordination.record;

import io.twinproxy.coordination.settings.Address;
import io.twinproxy.coordination.settings.Key;
import io.twinproxy.coordination.settings.Section;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * The endpoint as the operator declared it. Keys that do not belong to the kind are refused.
 *
 * @param address where clients connect, {@code host:port}; when absent the controller works it out where it can
 * @param networkInterface the moving ENI's id; {@code eni} only
 * @param deviceIndex where it is attached; {@code eni} only
 * @param forceAfter how long a graceful detach may take before a forced one; {@code eni} only
 * @param targetGroup the ARN; the two target-group kinds only
 * @param singleWriterFirst deregister the old before the new serves; {@code target-group} and {@code classic-elb}
 * @param loadBalancer the classic load balancer's name; {@code classic-elb} only
 * @param mapping what moves in one call; the mapped kinds, and the fallback of an {@code eni} that declares one
 * @param observe prints the holder's host name; {@code command} only
 * @param move moves it to the host named by its last argument; {@code command} only
 * @param unknown keys of a newer version
 */
public record EndpointSpec(
        EndpointKind kind,
        Optional<String> address,
        Optional<String> networkInterface,
        int deviceIndex,
        Duration forceAfter,
        Optional<String> targetGroup,
        boolean singleWriterFirst,
        Optional<String> loadBalancer,
        Optional<Mapping> mapping,
        List<String> observe,
        List<String> move,
        SortedMap<String, Object> unknown) {
    public EndpointSpec {
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    /** As this version makes one. */
    public EndpointSpec(
            EndpointKind kind,
            Optional<String> address,
            Optional<String> networkInterface,
            int deviceIndex,
            Duration forceAfter,
            Optional<String> targetGroup,
            boolean singleWriterFirst,
            Optional<String> loadBalancer,
            Optional<Mapping> mapping,
            List<String> observe,
            List<String> move) {
        this(
                kind,
                address,
                networkInterface,
                deviceIndex,
                forceAfter,
                targetGroup,
                singleWriterFirst,
                loadBalancer,
                mapping,
                observe,
                move,
                new TreeMap<>());
    }

    public static final Key KIND = new Key("kind", EndpointKind.WORDS, "", "How the endpoint moves.");
    public static final Key ADDRESS = new Key(
            "address",
            Address.ALLOWED,
            "(worked out where the cloud tells it)",
            "Where clients connect; the controller sends a request through it to see a move end.");
    public static final Key NETWORK_INTERFACE =
            new Key("network-interface", "an ENI id such as eni-0123abcd", "", "The interface that moves (eni).");
    public static final Key DEVICE_INDEX = new Key(
            "device-index", "1 to 31", "1", "Where the interface is attached; the primary's 0 cannot move (eni).");
    public static final Key FORCE_AFTER = new Key(
            "force-after",
            "a duration, 1s to 10m",
            "10s",
            "How long a graceful detach may take before a forced one (eni).");
    public static final Key TARGET_GROUP =
            new Key("target-group", "a target group's ARN", "", "The group whose targets change (target-group*).");
    public static final Key ORDER = new Key(
            "order",
            "availability-first or single-writer-first",
            "availability-first",
            "Whether the standby is registered before the old is deregistered, or after (target-group, classic-elb).");
    public static final Key LOAD_BALANCER = new Key(
            "load-balancer",
            "a classic load balancer's name",
            "",
            "The load balancer whose instances change (classic-elb).");
    public static final Key FALLBACK = new Key(
            "fallback",
            "a mapping: ip, subnet, host-interface",
            "(none)",
            "A secondary address of the interface, led to the host's own interface when even a forced detach sticks (eni).");
    public static final Key OBSERVE =
            new Key("observe", "a list: a program and its arguments", "", "Prints the holder's host name (command).");
    public static final Key MOVE = new Key(
            "move",
            "a list: a program and its arguments",
            "",
            "Moves the endpoint to the host named by one more last argument (command).");

    public static final List<Key> KEYS = List.of(
            KIND,
            ADDRESS,
            NETWORK_INTERFACE,
            DEVICE_INDEX,
            FORCE_AFTER,
            FALLBACK,
            Mapping.IP,
            Mapping.SUBNET,
            Mapping.ALLOCATION,
            Mapping.ROUTE_TABLES,
            Mapping.HOST_INTERFACE,
            TARGET_GROUP,
            LOAD_BALANCER,
            ORDER,
            OBSERVE,
            MOVE);

    /** @param end says what becomes of the keys nobody read, of this mapping and of that under {@link #FALLBACK} */
    static EndpointSpec read(Section section, BiFunction<Section, Key, SortedMap<String, Object>> end) {
        EndpointKind kind = section.word(KIND, EndpointKind::of, EndpointKind.COMMAND);
        boolean kindKnown = section.has(KIND);
        Optional<String> address = section.has(ADDRESS)
                ? Optional.of(section.word(ADDRESS, EndpointSpec::reachable, ""))
                : Optional.empty();
        boolean eni = kindKnown && kind == EndpointKind.ENI;
        boolean group = kind == EndpointKind.TARGET_GROUP || kind == EndpointKind.TARGET_GROUP_GATE;
        boolean command = kindKnown && kind == EndpointKind.COMMAND;
        Optional<Mapping> mapping = mapping(section, kind, end);
        return new EndpointSpec(
                kind,
                address,
                eni
                        ? Optional.of(section.word(NETWORK_INTERFACE, id -> pattern(id, "eni-[0-9a-f]{1,32}"), ""))
                        : Optional.empty(),
                eni ? section.integer(DEVICE_INDEX, 1, 31) : 1,
                eni
                        ? section.duration(FORCE_AFTER, Duration.ofSeconds(1), Duration.ofMinutes(10))
                        : Duration.ofSeconds(10),
                group
                        ? Optional.of(
                                section.word(TARGET_GROUP, arn -> pattern(arn, "arn:[^ ]+:targetgroup/[^ ]+"), ""))
                        : Optional.empty(),
                kind.registered() && section.word(ORDER, EndpointSpec::order, false),
                kind == EndpointKind.CLASSIC_ELB
                        ? Optional.of(section.word(
                                LOAD_BALANCER,
                                name -> pattern(name, "[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?"),
                                ""))
                        : Optional.empty(),
                mapping,
                command ? section.strings(OBSERVE) : List.of(),
                command ? section.strings(MOVE) : List.of(),
                end.apply(section, KIND));
    }

    private static Optional<Mapping> mapping(
            Section section, EndpointKind kind, BiFunction<Section, Key, SortedMap<String, Object>> end) {
        return switch (kind) {
            case SECONDARY_IP -> Optional.of(Mapping.secondaryIp(section, new TreeMap<>()));
            case ELASTIC_IP -> Optional.of(Mapping.elasticIp(section));
            case ROUTE -> Optional.of(Mapping.route(section));
            case ENI ->
                section.has(FALLBACK) ? Optional.of(fallback(section.section(FALLBACK), end)) : Optional.empty();
            case TARGET_GROUP, TARGET_GROUP_GATE, CLASSIC_ELB, COMMAND -> Optional.empty();
        };
    }

    private static Mapping fallback(Section section, BiFunction<Section, Key, SortedMap<String, Object>> end) {
        Mapping read = Mapping.secondaryIp(section, new TreeMap<>());
        return new Mapping(
                read.ip(),
                read.subnet(),
                read.allocation(),
                read.routeTables(),
                read.hostInterface(),
                end.apply(section, FALLBACK));
    }

    private static Optional<Boolean> order(String word) {
        return switch (word) {
            case "availability-first" -> Optional.of(false);
            case "single-writer-first" -> Optional.of(true);
            default -> Optional.empty();
        };
    }

    private static Optional<String> pattern(String text, String regex) {
        return text.matches(regex) ? Optional.of(text) : Optional.empty();
    }

    private static Optional<String> reachable(String text) {
        return Address.reachable(text).isPresent() ? Optional.of(text) : Optional.empty();
    }
}
