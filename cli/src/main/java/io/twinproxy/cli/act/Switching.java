package io.twinproxy.cli.act;

import io.twinproxy.cli.act.Verdict.Ended;
import io.twinproxy.cli.look.Picture;
import io.twinproxy.cli.look.StatusReport;
import io.twinproxy.cli.look.Steps;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.coordination.record.Answer;
import io.twinproxy.coordination.record.Heartbeat;
import io.twinproxy.coordination.record.Request;
import io.twinproxy.coordination.record.Switchover;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Switchover and failover: a wish that the leader answers under the wish's id. Nothing is asked while nobody leads: a
 * wish that lies waiting would surprise whoever starts the controllers again.
 *
 * @param forced a failover: refuses only what can never work
 */
public record Switching(boolean forced, Optional<String> to, String id, Request request) implements Deed {
    @Override
    public String verb() {
        return forced ? "failover" : "switchover";
    }

    @Override
    public boolean doneWhenWritten() {
        return false;
    }

    @Override
    public Verdict judge(Picture picture) {
        if (picture.leader().isEmpty()) {
            return Verdict.ended(Exit.UNREACHABLE, List.of(StatusReport.NO_LEADER));
        }
        List<String> why = new ArrayList<>(forced ? picture.undecidable() : picture.unreadable());
        picture.intent()
                .paused()
                .ifPresent(p ->
                        why.add("paused by " + Wishes.by(p) + "; resume it first: twinproxy resume " + picture.pair()));
        if (!forced) {
            unplanned(picture, why);
        }
        Optional<String> target = target(picture, why);
        target.ifPresent(host -> host(picture, host, why));
        if (!why.isEmpty() || target.isEmpty()) {
            return Verdict.refused(why);
        }
        Switchover wish = new Switchover(id, target, forced, false, request);
        int version = picture.records().intent().version();
        return Verdict.go(
                "move the endpoint" + picture.active().map(a -> " from " + a).orElse("") + " to " + target.get(),
                picture.spec()
                        .map(s -> Steps.of(s.endpoint(), picture.active(), target.get()))
                        .orElse(List.of()),
                remarks(picture, target.get()),
                store -> store.putIntent(picture.pair(), picture.intent().withSwitchover(wish), version),
                this::answered);
    }

    /** What keeps a planned switchover from being asked for. */
    private static void unplanned(Picture picture, List<String> why) {
        picture.move().ifPresent(m -> why.add("a move to " + m.to() + " is under way; wait for its end"));
        picture.openSwitchover()
                .filter(s -> picture.move().isEmpty())
                .ifPresent(s -> why.add("the wish of " + Wishes.by(s.request()) + " is not answered yet; wait for it"));
        if (picture.reading().isPresent() && !picture.readingFresh()) {
            why.add("the leader has not read the pair yet; try again in a moment");
        }
        picture.reading()
                .ifPresent(r -> r.preflight().forEach(p -> why.add("the move could not be carried out: " + p)));
    }

    private Optional<String> target(Picture picture, List<String> why) {
        if (to.isPresent()) {
            return to;
        }
        List<String> others = picture.standbys();
        if (picture.active().isPresent() && others.size() == 1) {
            return Optional.of(others.get(0));
        }
        why.add(
                others.isEmpty()
                        ? "there is no other host to switch to"
                        : "several hosts could be meant; name one with --to: " + String.join(", ", others));
        return Optional.empty();
    }

    private void host(Picture picture, String host, List<String> why) {
        Optional<String> unknown = Wishes.unknownHost(picture, host);
        if (unknown.isPresent()) {
            why.add(unknown.get());
            return;
        }
        boolean assigned = picture.active().equals(Optional.of(host));
        boolean elsewhere = picture.holder().map(h -> !h.equals(host)).orElse(false);
        if (assigned && !(forced && elsewhere)) {
            why.add(host + " is active already");
            return;
        }
        if (forced && picture.heartbeat(host).isEmpty()) {
            why.add(host + " is not up: its agent has no heartbeat");
        } else if (forced && picture.heartbeat(host).orElseThrow().leaving()) {
            why.add(host + " is not up: its agent is stopping");
        } else if (!forced) {
            picture.notReady(host).forEach(reason -> why.add(host + " is not ready: " + reason));
        } else {
            drained(picture, host).ifPresent(why::add);
        }
    }

    /** The leader would move the endpoint away from it again as soon as it is there. */
    private static Optional<String> drained(Picture picture, String host) {
        Optional<String> ready = picture.hosts().stream()
                .filter(other -> !other.equals(host) && picture.ready(other))
                .findFirst();
        Optional<Request> drained = Optional.ofNullable(picture.drained().get(host));
        if (ready.isEmpty()) {
            return Optional.empty();
        }
        String back = ", and " + ready.get() + " is ready: the endpoint would be moved straight back; ";
        return drained.map(r -> host + " is drained by " + Wishes.by(r) + back + "undrain it first: twinproxy undrain "
                        + picture.pair() + " " + host)
                .or(() -> picture.heartbeat(host)
                        .filter(Heartbeat::maintenance)
                        .map(h -> host + " has its maintenance file" + back + "remove the file first"));
    }

    private List<String> remarks(Picture picture, String host) {
        List<String> remarks = new ArrayList<>();
        if (forced) {
            picture.notReady(host).forEach(reason -> remarks.add(host + " is not ready: " + reason));
            picture.move().ifPresent(m -> remarks.add("a move to " + m.to() + " is under way; it is taken over"));
            picture.openSwitchover()
                    .filter(s -> picture.move().isEmpty())
                    .ifPresent(s -> remarks.add("this overtakes the unanswered wish of " + Wishes.by(s.request())));
            picture.reading().ifPresent(r -> r.preflight().forEach(p -> remarks.add("preflight: " + p)));
        }
        picture.reading()
                .filter(r -> r.holdDownMillis() > 0)
                .ifPresent(r -> remarks.add("a hold-down runs; an operator's wish is not held by it"));
        return remarks;
    }

    private Optional<Ended> answered(Picture later) {
        Optional<Answer> answer = later.assignment().flatMap(a -> a.answered()).filter(a -> a.id().equals(id));
        if (answer.isPresent()) {
            String sentence = answer.get().sentence();
            return Optional.of(
                    switch (answer.get().result()) {
                        case DONE -> new Ended(Exit.DONE, sentence.isEmpty() ? "done" : sentence);
                        case REFUSED -> new Ended(Exit.REFUSED, "the leader refused: " + sentence);
                        case FAILED -> new Ended(Exit.FAILED, "the move failed: " + sentence);
                    });
        }
        return later.intent()
                .switchover()
                .filter(s -> !s.id().equals(id))
                .map(s -> new Ended(Exit.FAILED, "overtaken by the wish of " + Wishes.by(s.request())));
    }
}
