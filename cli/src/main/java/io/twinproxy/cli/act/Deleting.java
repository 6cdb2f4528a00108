package io.twinproxy.cli.act;

import io.twinproxy.cli.look.Picture;
import io.twinproxy.cli.shell.Exit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Forgets a pair. The cloud is not touched and the agents serve on as they are. Its history goes with it, so the reason
 * is kept nowhere but in the answer.
 */
public record Deleting(String by, String reason) implements Deed {
    @Override
    public String verb() {
        return "pair delete";
    }

    @Override
    public boolean doneWhenWritten() {
        return true;
    }

    @Override
    public Verdict judge(Picture picture) {
        if (picture.move().isPresent()) {
            return Verdict.refused("a move to " + picture.move().get().to() + " is under way; wait for its end");
        }
        List<String> remarks = new ArrayList<>();
        if (!picture.records().hosts().isEmpty()) {
            remarks.add("agents still run on "
                    + String.join(", ", picture.records().hosts().keySet())
                    + "; they serve on as they are, but nothing fails over any more");
        }
        picture.holder().ifPresent(h -> remarks.add("the endpoint stays on " + h));
        int version = picture.records().spec().version();
        return new Verdict(
                Exit.DONE,
                List.of("forget the pair with its history, asked by " + by + ": " + reason),
                List.of("delete everything under " + picture.pair() + " in the store"),
                remarks,
                Optional.of(store -> store.deletePair(picture.pair(), version)),
                Optional.empty());
    }
}
