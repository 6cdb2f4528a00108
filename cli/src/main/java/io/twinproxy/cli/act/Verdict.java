package io.twinproxy.cli.act;

import io.twinproxy.cli.look.Picture;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.coordination.ConflictException;
import io.twinproxy.coordination.Store;
import io.twinproxy.coordination.UnavailableException;
import java.util.List;
import java.util.Optional;

/**
 * What would come of a deed.
 *
 * @param exit DONE to go ahead or when nothing needs doing; else how it ends
 * @param sentences why not, or what will be done
 * @param steps what follows from it, in order
 * @param remarks what the operator should know besides
 * @param write the change; empty when nothing needs doing or it may not be done
 * @param until what {@code --wait} waits for
 */
public record Verdict(
        Exit exit,
        List<String> sentences,
        List<String> steps,
        List<String> remarks,
        Optional<Write> write,
        Optional<Until> until) {
    /** A compare-and-set on what was judged. */
    public interface Write {
        void to(Store store) throws ConflictException, UnavailableException;
    }

    /** What is waited for. Pure. */
    public interface Until {
        /** Empty while there is reason to wait. */
        Optional<Ended> look(Picture picture);
    }

    /** How waiting ended. */
    public record Ended(Exit exit, String sentence) {}

    public Verdict {
        sentences = List.copyOf(sentences);
        steps = List.copyOf(steps);
        remarks = List.copyOf(remarks);
    }

    public static Verdict refused(List<String> why) {
        return ended(Exit.REFUSED, why);
    }

    public static Verdict refused(String why) {
        return refused(List.of(why));
    }

    public static Verdict ended(Exit exit, List<String> why) {
        return new Verdict(exit, why, List.of(), List.of(), Optional.empty(), Optional.empty());
    }

    /** Nothing needs doing. */
    public static Verdict already(String how) {
        return ended(Exit.DONE, List.of(how));
    }

    public static Verdict go(String what, List<String> steps, List<String> remarks, Write write, Until until) {
        return new Verdict(Exit.DONE, List.of(what), steps, remarks, Optional.of(write), Optional.of(until));
    }

    public String sentence() {
        return String.join("; ", sentences);
    }
}
