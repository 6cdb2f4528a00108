package io.twinproxy.controller.act.eni;

import static org.assertj.core.api.Assertions.assertThat;

import io.twinproxy.controller.act.Next;
import io.twinproxy.controller.act.Step;
import io.twinproxy.controller.act.Target;
import io.twinproxy.controller.act.eni.EniState.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From wherever the interface is, the steps lead to the wanted host, in a model of EC2 a second at a time. */
class EniWalkTest {
    private static final EniSpec SPEC = new EniSpec("eni-1", 1, Duration.ofSeconds(10));
    private static final Target A = new Target("proxy-a", Optional.of("i-a"), Optional.of("z1"));
    private static final Target B = new Target("proxy-b", Optional.of("i-b"), Optional.of("z1"));

    /** What does not end by itself. */
    private enum Stuck {
        NOTHING,
        GRACEFUL_DETACH,
        ATTACH_AT_THE_START
    }

    /** One interface; an attach or detach takes two seconds, a stuck one for ever unless forced. */
    private static final class Model {
        private Phase phase;
        private Optional<Attachment> attachment;
        private final Stuck stuck;
        private boolean first = true;
        private boolean forced;
        private int inPhase;
        private int ids = 1;

        Model(Phase phase, Optional<Attachment> attachment, Stuck stuck) {
            this.phase = phase;
            this.attachment = attachment;
            this.stuck = stuck;
        }

        EniState observed() {
            return new EniState(
                    SPEC, phase, attachment, Optional.empty(), Optional.empty(), List.of(), Optional.of("z1"), "");
        }

        void run(Step step) {
            if (step instanceof Detach d) {
                boolean known =
                        attachment.map(a -> a.id().equals(d.attachmentId())).orElse(false);
                if (known && phase != Phase.DETACHING) {
                    enter(Phase.DETACHING);
                }
                forced |= known && d.force();
            } else if (step instanceof Attach a && attachment.isEmpty()) {
                attachment =
                        Optional.of(new Attachment("at-" + ++ids, Optional.of(a.instance()), a.deviceIndex(), true));
                forced = false;
                enter(Phase.ATTACHING);
            } else if (step instanceof KeepOnTermination k) {
                attachment = attachment
                        .filter(a -> a.id().equals(k.attachmentId()))
                        .map(a -> new Attachment(a.id(), a.instance(), a.deviceIndex(), false))
                        .or(() -> attachment);
            }
        }

        void second() {
            inPhase++;
            if (phase == Phase.DETACHING && inPhase >= 2 && (forced || stuck != Stuck.GRACEFUL_DETACH)) {
                attachment = Optional.empty();
                enter(Phase.UNATTACHED);
            } else if (phase == Phase.ATTACHING && inPhase >= 2 && !(first && stuck == Stuck.ATTACH_AT_THE_START)) {
                enter(Phase.ATTACHED);
            }
        }

        private void enter(Phase next) {
            phase = next;
            inPhase = 0;
            first = false;
        }
    }

    @Test
    void everyStateLeadsToTheWantedHostWithoutTakingTheInterfaceFromIt() {
        int walked = 0;
        for (Phase phase : List.of(Phase.UNATTACHED, Phase.ATTACHING, Phase.ATTACHED, Phase.DETACHING)) {
            for (String holder : List.of("i-a", "i-b", "i-stranger")) {
                for (int index : List.of(1, 2)) {
                    for (boolean ends : List.of(true, false)) {
                        for (Stuck stuck : Stuck.values()) {
                            for (Target wanted : List.of(A, B)) {
                                Optional<Attachment> attachment = phase == Phase.UNATTACHED
                                        ? Optional.empty()
                                        : Optional.of(new Attachment("at-1", Optional.of(holder), index, ends));
                                if (stuck == Stuck.ATTACH_AT_THE_START
                                        && holder.equals(wanted.instance().get())) {
                                    continue;
                                }
                                walk(new Model(phase, attachment, stuck), wanted);
                                walked++;
                            }
                        }
                    }
                }
            }
        }
        assertThat(walked).isGreaterThan(200);
    }

    private static void walk(Model model, Target wanted) {
        List<String> path = new ArrayList<>();
        String state = "";
        int waited = 0;
        for (int second = 0; second < 60; second++) {
            EniState observed = model.observed();
            waited = observed.state().equals(state) ? waited + 1 : 0;
            state = observed.state();
            Next next = observed.next(wanted, Duration.ofSeconds(waited));
            path.add(state + " -> " + next.kind() + " " + next.sentence());
            if (next.kind() == Next.Kind.ARRIVED) {
                assertThat(observed.attachment().orElseThrow().instance())
                        .as("%s", path)
                        .isEqualTo(wanted.instance());
                assertThat(observed.attachment().orElseThrow().deleteOnTermination())
                        .as("%s", path)
                        .isFalse();
                return;
            }
            assertThat(next.kind()).as("%s", path).isNotEqualTo(Next.Kind.STUCK);
            boolean there = observed.attachment().flatMap(Attachment::instance).equals(wanted.instance());
            boolean leaving = observed.phase() == Phase.DETACHING;
            next.step().ifPresent(step -> {
                assertThat(there && !leaving && step instanceof Detach)
                        .as("%s", path)
                        .isFalse();
                model.run(step);
            });
            model.second();
        }
        throw new AssertionError("did not arrive: " + path);
    }
}
