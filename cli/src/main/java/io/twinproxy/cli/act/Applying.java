package io.twinproxy.cli.act;

import io.twinproxy.cli.act.Verdict.Ended;
import io.twinproxy.cli.look.Picture;
import io.twinproxy.cli.look.SpecLines;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.coordination.record.EndpointSpec;
import io.twinproxy.coordination.record.Mapping;
import io.twinproxy.coordination.record.PairSpec;
import io.twinproxy.coordination.record.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Declares a pair, or changes it. Two pairs must not move the same thing; that is checked on what was read, so two
 * operators who apply at the same moment can still get past it.
 *
 * @param others every other pair
 * @param ifAbsent whether a pair that is declared already stays as it is; who else declares it in the same moment wins,
 *     since the write creates and never replaces
 */
public record Applying(PairSpec wanted, List<Picture> others, boolean ifAbsent, Request request) implements Deed {
    static final String VERB = "pair apply";

    public Applying {
        others = List.copyOf(others);
    }

    @Override
    public String verb() {
        return VERB;
    }

    @Override
    public boolean doneWhenWritten() {
        return true;
    }

    @Override
    public Verdict judge(Picture picture) {
        if (ifAbsent && picture.declared()) {
            return stays(picture);
        }
        List<String> taken = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        others.forEach(other -> claim(other, taken, remarks));
        if (!taken.isEmpty()) {
            return Verdict.refused(taken);
        }
        Optional<PairSpec> before = picture.spec();
        Map<String, String> old = before.map(SpecLines::of).orElseGet(LinkedHashMap::new);
        List<String> diff = SpecLines.diff(old, SpecLines.of(wanted));
        if (diff.isEmpty()) {
            return Verdict.already("already declared so; nothing differs");
        }
        if (before.isPresent() && request.reason().isEmpty()) {
            List<String> why = new ArrayList<>(diff);
            why.add(0, "this changes a declared pair: say why with --reason");
            return Verdict.ended(Exit.USAGE, why);
        }
        picture.records()
                .spec()
                .problem()
                .ifPresent(p -> remarks.add("the present spec cannot be read and is replaced: " + p));
        picture.move()
                .ifPresent(m -> remarks.add(
                        "a move to " + m.to() + " is under way; what is left of it follows the new settings"));
        int version = picture.records().spec().version();
        return Verdict.go(
                (before.isPresent() ? "change the pair" : "declare the pair") + ": " + diff.size()
                        + (diff.size() == 1 ? " setting" : " settings"),
                diff,
                remarks,
                store -> store.putSpec(wanted.appliedBy(request, before), version),
                later -> read(later, version));
    }

    /** What differs is told, so that nobody takes the file for what is in force. */
    private Verdict stays(Picture picture) {
        List<String> said = new ArrayList<>(List.of("declared already, so nothing is written"));
        picture.records().spec().problem().ifPresent(p -> said.add("what is declared cannot be read: " + p));
        picture.spec()
                .map(spec -> SpecLines.diff(SpecLines.of(spec), SpecLines.of(wanted)))
                .filter(diff -> !diff.isEmpty())
                .ifPresent(diff -> said.add("the file differs from it in " + diff.size()
                        + (diff.size() == 1 ? " setting" : " settings") + ", which apply without --if-absent shows"));
        return new Verdict(Exit.DONE, said, List.of(), List.of(), Optional.empty(), Optional.empty());
    }

    private void claim(Picture other, List<String> taken, List<String> remarks) {
        if (other.spec().isEmpty()) {
            other.records()
                    .spec()
                    .problem()
                    .ifPresent(p -> remarks.add("the spec of " + other.pair()
                            + " cannot be read, so it cannot be told whether it moves the same thing"));
            return;
        }
        PairSpec spec = other.spec().get();
        same(wanted.endpoint().networkInterface(), spec.endpoint().networkInterface())
                .ifPresent(eni ->
                        taken.add("network-interface " + eni + " is moved by pair " + other.pair() + " already"));
        List<String> mine = moved(wanted).toList();
        moved(spec)
                .filter(mine::contains)
                .forEach(what -> taken.add(what + " is moved by pair " + other.pair() + " already"));
        same(wanted.endpoint().targetGroup(), spec.endpoint().targetGroup())
                .ifPresent(
                        arn -> taken.add("target-group " + arn + " is changed by pair " + other.pair() + " already"));
    }

    /** Each thing that one call moves, in words that two pairs share only if they move the same thing. */
    private static Stream<String> moved(PairSpec spec) {
        EndpointSpec endpoint = spec.endpoint();
        Stream<String> mapped = endpoint.mapping().stream().flatMap(Applying::mapped);
        return Stream.concat(mapped, endpoint.loadBalancer().stream().map(name -> "load-balancer " + name));
    }

    private static Stream<String> mapped(Mapping mapping) {
        String ip = mapping.ip().orElse("");
        return Stream.of(
                        mapping.allocation().stream().map(id -> "allocation " + id),
                        mapping.subnet().stream().map(id -> "ip " + ip + " of " + id),
                        mapping.routeTables().stream().map(id -> "the route for " + ip + " in " + id))
                .flatMap(words -> words);
    }

    private static Optional<String> same(Optional<String> one, Optional<String> other) {
        return one.filter(value -> other.equals(Optional.of(value)));
    }

    /** @param before the version that was replaced: a reading of that one says nothing of what was written */
    private static Optional<Ended> read(Picture later, int before) {
        return later.readingFresh()
                ? later.reading()
                        .filter(r -> r.spec().orElse(before + 1) > before)
                        .map(r -> new Ended(Exit.DONE, "the leader reads it as " + r.situation() + " " + r.name()))
                : Optional.empty();
    }
}
