package io.twinproxy.controller.decide;

import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Sight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads one host's evidence. Down takes two independent signals of three (the leader's probe, the peer's probe, the
 * heartbeat late or its session gone), or the host's own word. One signal alone is suspicion.
 */
public final class Judge {
    private Judge() {}

    /** Judges a host; {@code activeDigest} is the pools digest it must share, where one is known. */
    public static HostView judge(Evidence evidence, Optional<String> activeDigest) {
        Verdict verdict = verdict(evidence);
        Optional<Heartbeat> heartbeat = evidence.heartbeat();
        return new HostView(
                evidence.host(),
                verdict.health,
                verdict.why,
                notReady(evidence, verdict, activeDigest),
                !saysTooFew(evidence),
                evidence.drained().isPresent()
                        || heartbeat.map(Heartbeat::maintenance).orElse(false),
                evidence.present() && !evidence.late(),
                evidence.downFor());
    }

    private record Verdict(Health health, String why) {}

    private static Verdict verdict(Evidence evidence) {
        Optional<String> ownWord = ownWord(evidence);
        if (ownWord.isPresent()) {
            return new Verdict(Health.DOWN, ownWord.get());
        }
        List<String> against = against(evidence);
        if (against.size() >= 2) {
            return new Verdict(Health.DOWN, String.join(" and ", against));
        }
        if (against.size() == 1) {
            return new Verdict(Health.SUSPECT, against.get(0) + ", and no second signal agrees");
        }
        if (evidence.seen() == Sight.ANSWERED || evidence.peerSees() == Sight.ANSWERED) {
            return new Verdict(Health.SERVING, "it answers");
        }
        return new Verdict(Health.UNKNOWN, "nobody has seen it yet");
    }

    /** Only a live word counts: what an absent or silent host said of its backends may be long over. */
    private static boolean saysTooFew(Evidence evidence) {
        return evidence.present()
                && !evidence.late()
                && evidence.heartbeat().map(h -> !h.proxy().enoughBackends()).orElse(false);
    }

    /**
     * What a host says of its own failing needs no witness. A word about its proxy needs a live session, for the proxy
     * may be back; that it is stopping is its last word and stands until a new incarnation speaks.
     */
    private static Optional<String> ownWord(Evidence evidence) {
        return evidence.heartbeat().flatMap(h -> {
            if (h.leaving()) {
                return Optional.of("it says it is stopping");
            }
            return !evidence.present() || h.proxy().serving()
                    ? Optional.empty()
                    : Optional.of(
                            "it says its proxy is not serving: " + h.proxy().why());
        });
    }

    private static List<String> against(Evidence evidence) {
        List<String> against = new ArrayList<>();
        if (evidence.seen().down()) {
            against.add("the leader's probe " + words(evidence.seen(), evidence.seenDetail()));
        }
        if (evidence.peerSees().down()) {
            against.add("its peer's probe " + words(evidence.peerSees(), evidence.peerDetail()));
        }
        if (!evidence.present()) {
            against.add("its session is gone");
        } else if (evidence.late()) {
            against.add("its heartbeat is late");
        }
        return against;
    }

    private static String words(Sight sight, String detail) {
        String what = sight == Sight.REFUSED ? "is refused" : "gets no reply";
        return detail.isEmpty() ? what : what + " (" + detail + ")";
    }

    private static List<String> notReady(Evidence evidence, Verdict verdict, Optional<String> activeDigest) {
        List<String> reasons = new ArrayList<>();
        if (!evidence.present()) {
            reasons.add("its agent is not connected");
        } else if (evidence.late()) {
            reasons.add("its heartbeat is late");
        }
        if (evidence.heartbeat().isEmpty()) {
            reasons.add("no readable heartbeat was heard from it");
        }
        if (verdict.health != Health.SERVING) {
            reasons.add("it is " + verdict.health.name().toLowerCase(java.util.Locale.ROOT) + ": " + verdict.why);
        } else if (evidence.seen() != Sight.ANSWERED) {
            reasons.add("the leader itself has not had a reply from it");
        }
        evidence.drained().ifPresent(why -> reasons.add("it is drained: " + why));
        evidence.heartbeat().ifPresent(h -> {
            if (h.maintenance()) {
                reasons.add("its maintenance file is there");
            }
            activeDigest
                    .filter(digest -> !digest.equals(h.proxy().digest()))
                    .ifPresent(digest -> reasons.add("its pools differ from the active's ("
                            + h.proxy().digest() + ", not " + digest + "): the same key would go to another backend"));
        });
        evidence.placeable().ifPresent(reasons::add);
        return reasons;
    }
}
