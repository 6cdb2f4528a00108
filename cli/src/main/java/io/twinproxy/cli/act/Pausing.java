package io.twinproxy.cli.act;

import io.twinproxy.cli.act.Verdict.Ended;
import io.twinproxy.cli.act.Verdict.Until;
import io.twinproxy.cli.look.Picture;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.controller.decide.Situation;
import io.twinproxy.coordination.record.Intent;
import io.twinproxy.coordination.record.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pause and resume. */
public record Pausing(boolean pause, Request request) implements Deed {
    @Override
    public String verb() {
        return pause ? "pause" : "resume";
    }

    @Override
    public boolean doneWhenWritten() {
        return true;
    }

    @Override
    public Verdict judge(Picture picture) {
        Optional<String> unreadable = Wishes.intentUnreadable(picture);
        if (unreadable.isPresent()) {
            return Verdict.refused(unreadable.get());
        }
        Optional<Request> paused = picture.intent().paused();
        if (pause && paused.isPresent()) {
            return Verdict.already("already paused by " + Wishes.by(paused.get()));
        }
        if (!pause && paused.isEmpty()) {
            return Verdict.already("not paused");
        }
        int version = picture.records().intent().version();
        return Verdict.go(
                pause
                        ? "pause: nothing moves until it is resumed"
                        : "resume what was paused by " + Wishes.by(paused.orElseThrow()),
                List.of("write the intent: " + (pause ? "paused" : "not paused")),
                remarks(picture),
                store -> store.putIntent(picture.pair(), next(picture), version),
                until());
    }

    /** A wish that nobody answered before or during the pause must not run when nobody expects it any longer. */
    private Intent next(Picture picture) {
        Intent intent = picture.intent().withPaused(pause ? Optional.of(request) : Optional.empty());
        return !pause && picture.openSwitchover().isPresent() ? intent.withoutSwitchover() : intent;
    }

    private List<String> remarks(Picture picture) {
        List<String> remarks = new ArrayList<>();
        picture.move()
                .filter(m -> pause)
                .ifPresent(
                        m -> remarks.add("a move to " + m.to() + " is under way; it stops where it is until resumed"));
        picture.move()
                .filter(m -> !pause)
                .ifPresent(m -> remarks.add("a move to " + m.to() + " stands still; it goes on at once"));
        picture.openSwitchover()
                .filter(s -> !pause)
                .ifPresent(
                        s -> remarks.add("the wish of " + Wishes.by(s.request()) + " is withdrawn; ask for it again"));
        if (picture.leader().isEmpty()) {
            remarks.add("no controller leads; it takes effect once one does");
        }
        return remarks;
    }

    private Until until() {
        int paused = Situation.PAUSED.number();
        return later -> later.reading()
                .filter(r -> (r.situation() == paused) == pause)
                .map(r -> new Ended(Exit.DONE, "the leader obeys: " + r.name()));
    }
}
