package io.twinproxy.coordination.record;

import io.twinproxy.coordination.json.BadJsonException;
import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.coordination.settings.Durations;
import io.twinproxy.coordination.settings.Key;
import io.twinproxy.coordination.settings.Problems;
import io.twinproxy.coordination.settings.Section;
import io.twinproxy.coordination.settings.SettingsException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * What the operator declared of a pair: the file {@code pair.yml}, and the same keys as JSON in the store.
 *
 * @param applied who last applied the file, why and when; only in the store, a file has no such key
 * @param unknown keys of a newer version, as found in the store; a file with unknown keys is refused
 */
public record PairSpec(
        String pair,
        EndpointSpec endpoint,
        Timings timings,
        Policy policy,
        Optional<Request> applied,
        SortedMap<String, Object> unknown) {
    public static final Key PAIR = new Key(
            "pair", "a name: a letter, then letters, digits, dots and dashes, 63 at most", "", "The pair's name.");
    public static final Key ENDPOINT =
            new Key("endpoint", "a mapping", "", "What clients connect to and how it moves.");
    public static final Key TIMINGS = new Key("timings", "a mapping", "(all defaults)", "How often and how long.");
    private static final Key APPLIED = new Key("applied", "a mapping", "(not said)", "Who applied it, why and when.");
    private static final Key FORMAT = new Key("format", "1", "1", "The record's format in the store.");

    public static final List<Key> KEYS = List.of(PAIR, ENDPOINT, TIMINGS, Policy.FAILBACK, Policy.DRIFT);

    public PairSpec {
        unknown = Collections.unmodifiableSortedMap(new TreeMap<>(unknown));
    }

    /** A name that can stand in a path, a metric's label and a log line. */
    public static Optional<String> name(String text) {
        return text.matches("[A-Za-z][A-Za-z0-9.-]{0,62}") ? Optional.of(text) : Optional.empty();
    }

    /** Reads {@code pair.yml}. */
    public static PairSpec parse(String yaml, String source) throws SettingsException {
        Problems problems = new Problems(source);
        PairSpec spec = read(Section.parse(yaml, problems), Optional.empty(), (section, key) -> {
            section.end();
            return new TreeMap<>();
        });
        problems.check();
        return spec;
    }

    /** Reads the record in the store: the same keys, but those not known here are kept. */
    public static PairSpec parse(byte[] bytes) throws BadJsonException {
        JsonObject json = Json.parse(bytes);
        Format.check(json);
        JsonObject endpoint = json.object(ENDPOINT.name()).orElseGet(JsonObject::new);
        JsonObject fallback = endpoint.object(EndpointSpec.FALLBACK.name()).orElseGet(JsonObject::new);
        JsonObject timings = json.object(TIMINGS.name()).orElseGet(JsonObject::new);
        Optional<JsonObject> stamp = json.object(APPLIED.name());
        Optional<Request> applied = stamp.isPresent() ? Optional.of(Request.from(stamp.get())) : Optional.empty();
        Problems problems = new Problems("spec");
        Section root = Section.parse(new String(bytes, StandardCharsets.UTF_8), problems);
        root.has(FORMAT);
        root.has(APPLIED);
        PairSpec spec = read(root, applied, (section, key) -> {
            JsonObject from = key.equals(ENDPOINT)
                    ? endpoint
                    : key.equals(EndpointSpec.FALLBACK) ? fallback : key.equals(TIMINGS) ? timings : json;
            return from.only(section.unread());
        });
        try {
            problems.check();
        } catch (SettingsException e) {
            throw new BadJsonException(String.valueOf(e.getMessage()).replace("\n", "; "));
        }
        return spec;
    }

    /** @param end says what becomes of the keys nobody read, of the mapping under a key; {@code PAIR} for the root */
    private static PairSpec read(
            Section root, Optional<Request> applied, BiFunction<Section, Key, SortedMap<String, Object>> end) {
        String pair = root.word(PAIR, PairSpec::name, "");
        Section endpoint = root.section(ENDPOINT);
        Section timings = root.section(TIMINGS);
        return new PairSpec(
                pair,
                root.has(ENDPOINT)
                        ? EndpointSpec.read(
                                endpoint,
                                (section, key) ->
                                        end.apply(section, key.equals(EndpointSpec.FALLBACK) ? key : ENDPOINT))
                        : NO_ENDPOINT,
                Timings.read(timings, section -> end.apply(section, TIMINGS)),
                Policy.read(root),
                applied,
                end.apply(root, PAIR));
    }

    private static final EndpointSpec NO_ENDPOINT = new EndpointSpec(
            EndpointKind.COMMAND,
            Optional.empty(),
            Optional.empty(),
            1,
            Duration.ofSeconds(10),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            List.of());

    /** The same, applied by an operator; with the keys that a newer version left in what it replaces. */
    public PairSpec appliedBy(Request request, Optional<PairSpec> replaced) {
        SortedMap<String, Object> kept = replaced.map(PairSpec::unknown).orElse(unknown);
        return new PairSpec(pair, endpoint, timings, policy, Optional.of(request), kept);
    }

    public byte[] bytes() {
        return Json.bytes(toJson());
    }

    public JsonObject toJson() {
        JsonObject e = new JsonObject()
                .put("kind", endpoint.kind().word())
                .put("address", endpoint.address())
                .put("network-interface", endpoint.networkInterface())
                .put("target-group", endpoint.targetGroup());
        if (endpoint.kind() == EndpointKind.ENI) {
            e.put("device-index", endpoint.deviceIndex()).put("force-after", Durations.text(endpoint.forceAfter()));
        }
        endpoint.mapping().ifPresent(mapping -> {
            boolean apart = endpoint.kind() == EndpointKind.ENI;
            JsonObject written = mapping.write(apart ? new JsonObject() : e);
            if (apart) {
                e.put(EndpointSpec.FALLBACK.name(), written);
            }
        });
        e.put("load-balancer", endpoint.loadBalancer());
        if (endpoint.kind().registered()) {
            e.put("order", endpoint.singleWriterFirst() ? "single-writer-first" : "availability-first");
        }
        if (endpoint.kind() == EndpointKind.COMMAND) {
            e.put("observe", endpoint.observe()).put("move", endpoint.move());
        }
        e.putAll(endpoint.unknown());
        JsonObject t = new JsonObject()
                .put("heartbeat", Durations.text(timings.heartbeat()))
                .put("refresh", Durations.text(timings.refresh()))
                .put("late-after", Durations.text(timings.lateAfter()))
                .put("probe", Durations.text(timings.probe()))
                .put("probe-timeout", Durations.text(timings.probeTimeout()))
                .put("probe-misses", timings.probeMisses())
                .put("hold-down", Durations.text(timings.holdDown()))
                .put("observe", Durations.text(timings.observe()))
                .putAll(timings.unknown());
        JsonObject json = Format.begin()
                .put("pair", pair)
                .put("endpoint", e)
                .put("timings", t)
                .put("failback", policy.failback().orElse("never"))
                .put("drift", policy.restoreDrift() ? "restore" : "adopt");
        applied.ifPresent(request -> json.put(APPLIED.name(), request.toJson()));
        return json.putAll(unknown);
    }
}
