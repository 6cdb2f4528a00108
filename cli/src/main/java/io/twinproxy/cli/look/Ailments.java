package io.twinproxy.cli.look;

import io.twinproxy.cli.output.Times;
import io.twinproxy.coordination.record.EndpointKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is wrong with a pair, and why it could not fail over now. Pure. */
public final class Ailments {
    /** What {@code status} calls degraded, for its help. */
    public static final String DEGRADED =
            "A pair is degraded when a record cannot be read, the pair is not declared, the leader's reading is missing"
                    + " or from an earlier leader, it has no active host, the active is not healthy, the endpoint is not"
                    + " on the active, no standby is ready, the two hosts place keys differently, a host refused its"
                    + " changed configuration file, or preflight found a problem. A pause alone does not make it degraded.";

    private Ailments() {}

    /** Everything that makes the pair degraded; empty when all is well. */
    public static List<String> degraded(Picture picture) {
        List<String> reasons = new ArrayList<>(picture.unreadable());
        if (undeclared(picture)) {
            reasons.add("not declared: twinproxy pair apply");
            return List.copyOf(reasons);
        }
        reading(picture).ifPresent(reasons::add);
        if (picture.reading().isEmpty()) {
            return List.copyOf(reasons);
        }
        if (picture.records().assignment().readable()) {
            active(picture, reasons);
        }
        standby(picture, reasons);
        digests(picture).ifPresent(reasons::add);
        refused(picture, reasons);
        picture.reading().ifPresent(r -> r.preflight().forEach(p -> reasons.add("preflight: " + p)));
        return List.copyOf(reasons);
    }

    /** Every reason why nothing would move if the active died now; empty when the standby would take over. */
    public static List<String> cannotFailOver(Picture picture, Times now) {
        List<String> reasons = new ArrayList<>(picture.unreadable());
        if (picture.leader().isEmpty()) {
            reasons.add("no controller leads");
        }
        if (undeclared(picture)) {
            reasons.add("not declared: twinproxy pair apply");
        }
        if (picture.leader().isPresent()) {
            reading(picture).ifPresent(reasons::add);
        }
        picture.intent()
                .paused()
                .ifPresent(p -> reasons.add("paused by " + p.by() + " " + now.ago(p.atMillis()) + ": " + p.reason()));
        picture.move()
                .ifPresent(m -> reasons.add(
                        "a move to " + m.to() + " is under way" + (m.step().isEmpty() ? "" : ": " + m.step())));
        if (picture.reading().isPresent()) {
            if (picture.active().isEmpty() && picture.records().assignment().readable()) {
                reasons.add("no host is active");
            }
            standby(picture, reasons);
            picture.reading().get().preflight().forEach(p -> reasons.add("preflight: " + p));
            holdDown(picture).ifPresent(reasons::add);
        } else {
            alone(picture).ifPresent(reasons::add);
        }
        digests(picture).ifPresent(reasons::add);
        return List.copyOf(reasons);
    }

    private static boolean undeclared(Picture picture) {
        return picture.spec().isEmpty() && picture.records().spec().readable();
    }

    private static Optional<String> reading(Picture picture) {
        if (picture.reading().isEmpty()) {
            return picture.records().reading().readable()
                    ? Optional.of("the leader has not said how it reads this pair")
                    : Optional.empty();
        }
        if (picture.leader().isPresent() && !picture.readingFresh()) {
            return Optional.of("the reading is from " + picture.reading().get().by() + ", epoch "
                    + picture.reading().get().epoch() + "; the leader has not read the pair yet");
        }
        return Optional.empty();
    }

    private static void active(Picture picture, List<String> reasons) {
        Optional<String> active = picture.active();
        if (active.isEmpty()) {
            reasons.add("no host is active");
            return;
        }
        picture.notReady(active.get()).forEach(r -> reasons.add("active " + active.get() + ": " + r));
        if (!picture.holder().equals(active) && !gate(picture)) {
            reasons.add(picture.holder()
                    .map(h -> "the endpoint is on " + h + ", not on the active " + active.get())
                    .orElse("nobody is known to hold the endpoint"));
        }
    }

    /** With a gate both hosts stay registered, and the assignment alone says who answers. */
    private static boolean gate(Picture picture) {
        return picture.holder().isEmpty()
                && picture.spec()
                        .map(s -> s.endpoint().kind() == EndpointKind.TARGET_GROUP_GATE)
                        .orElse(false);
    }

    private static void standby(Picture picture, List<String> reasons) {
        Optional<String> alone = alone(picture);
        if (alone.isPresent()) {
            reasons.add(alone.get());
            return;
        }
        if (picture.standbys().stream().noneMatch(picture::ready)) {
            for (String host : picture.standbys()) {
                picture.notReady(host).forEach(r -> reasons.add("standby " + host + ": " + r));
            }
        }
    }

    private static Optional<String> alone(Picture picture) {
        int hosts = picture.hosts().size();
        return switch (hosts) {
            case 0 -> Optional.of("no agent has ever been heard of");
            case 1 -> Optional.of("the pair has one host, " + picture.hosts().first());
            default -> Optional.empty();
        };
    }

    /** It serves on; but what was meant to be changed is not, and a restart would find nothing to serve. */
    private static void refused(Picture picture, List<String> reasons) {
        for (String host : picture.hosts()) {
            picture.heartbeat(host)
                    .map(h -> h.proxy().refused())
                    .filter(problem -> !problem.isEmpty())
                    .ifPresent(problem -> reasons.add(
                            host + " serves as before: its changed configuration file is refused: " + problem));
        }
    }

    private static Optional<String> digests(Picture picture) {
        SortedMap<String, String> digests = new TreeMap<>();
        for (String host : picture.hosts()) {
            picture.heartbeat(host).ifPresent(h -> digests.put(host, h.proxy().digest()));
        }
        return digests.values().stream().distinct().count() > 1
                ? Optional.of("the hosts place keys differently: pools digest " + digests)
                : Optional.empty();
    }

    /** As of the leader's last report, so it can only have become shorter since. */
    private static Optional<String> holdDown(Picture picture) {
        long millis = picture.reading().map(r -> r.holdDownMillis()).orElse(0L);
        return millis <= 0
                ? Optional.empty()
                : Optional.of("hold-down: automatic moves rest for at most another " + Times.span(millis + 999));
    }
}
