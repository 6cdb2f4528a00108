package io.twinproxy.cli.act;

import io.twinproxy.cli.act.Verdict.Ended;
import io.twinproxy.cli.look.Picture;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.coordination.record.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Drain and undrain a host. */
public record Draining(boolean drain, String host, Request request) implements Deed {
    @Override
    public String verb() {
        return drain ? "drain" : "undrain";
    }

    @Override
    public boolean doneWhenWritten() {
        return true;
    }

    @Override
    public Verdict judge(Picture picture) {
        Optional<Request> drained = Optional.ofNullable(picture.drained().get(host));
        Optional<String> refusal = Wishes.intentUnreadable(picture)
                .or(() -> drained.isPresent() ? Optional.empty() : Wishes.unknownHost(picture, host));
        if (refusal.isPresent()) {
            return Verdict.refused(refusal.get());
        }
        if (drain && drained.isPresent()) {
            return Verdict.already(host + " is already drained by " + Wishes.by(drained.get()));
        }
        if (!drain && drained.isEmpty()) {
            return Verdict.already(host + " is not drained");
        }
        int version = picture.records().intent().version();
        return Verdict.go(
                drain
                        ? "drain " + host + ": it must not become active, and is left when another host is ready"
                        : "undrain " + host + ": it may become active again",
                List.of("write the intent: " + host + (drain ? " drained" : " not drained")),
                remarks(picture),
                store -> store.putIntent(
                        picture.pair(),
                        picture.intent().withDrained(host, drain ? Optional.of(request) : Optional.empty()),
                        version),
                drain ? this::left : this::readyAgain);
    }

    private List<String> remarks(Picture picture) {
        List<String> remarks = new ArrayList<>();
        boolean active = picture.active().equals(Optional.of(host));
        List<String> others =
                picture.hosts().stream().filter(h -> !h.equals(host)).toList();
        if (drain && active && others.stream().noneMatch(picture::ready)) {
            remarks.add(host + " is active and stays so until another host is ready");
        } else if (drain && active) {
            remarks.add(host + " is active: the leader moves the endpoint to the other host");
        } else if (drain) {
            remarks.add("no automatic move goes to " + host + " until it is undrained");
        }
        if (picture.intent().paused().isPresent()) {
            remarks.add("the pair is paused: nothing moves until it is resumed");
        }
        if (picture.leader().isEmpty()) {
            remarks.add("no controller leads; it takes effect once one does");
        }
        return remarks;
    }

    /** Drained is done when the host is not active, nothing moves, and the leader counts it out. */
    private Optional<Ended> left(Picture later) {
        boolean out = later.readingFresh()
                && later.move().isEmpty()
                && !later.active().equals(Optional.of(host))
                && !later.ready(host);
        return out ? Optional.of(new Ended(Exit.DONE, host + " is out")) : Optional.empty();
    }

    private Optional<Ended> readyAgain(Picture later) {
        return later.readingFresh() && later.ready(host)
                ? Optional.of(new Ended(Exit.DONE, host + " is ready"))
                : Optional.empty();
    }
}
