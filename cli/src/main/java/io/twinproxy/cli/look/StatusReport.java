package io.twinproxy.cli.look;

import io.twinproxy.cli.output.Page;
import io.twinproxy.cli.output.Report;
import io.twinproxy.cli.output.Table;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.coordination.Store.Leader;
import io.twinproxy.coordination.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** All of {@code status}: {@code {leader?: {name, status, epoch}, degraded, pairs: [...]}}. */
public record StatusReport(Optional<Leader> leader, List<PairStatus> pairs) implements Report {
    /** What an operator does about a missing leader. */
    public static final String NO_LEADER = "No controller leads: nothing will move. Look whether the controllers run"
            + " and reach ZooKeeper: their logs, their status pages.";

    public StatusReport {
        pairs = List.copyOf(pairs);
    }

    public boolean degraded() {
        return pairs.stream().anyMatch(PairStatus::degraded);
    }

    public Exit exit() {
        if (leader.isEmpty()) {
            return Exit.UNREACHABLE;
        }
        return degraded() ? Exit.FAILED : Exit.DONE;
    }

    @Override
    public JsonObject json() {
        JsonObject json = new JsonObject();
        leader.ifPresent(l -> json.put("leader", leader(l)));
        return json.put("degraded", degraded())
                .put("pairs", pairs.stream().map(PairStatus::json).toList());
    }

    static JsonObject leader(Leader leader) {
        return new JsonObject()
                .put("name", leader.name())
                .put("status", leader.status())
                .put("epoch", leader.epoch().number());
    }

    public String leaderSentence() {
        return sentence(leader);
    }

    static String sentence(Optional<Leader> leader) {
        return leader.map(l -> "Leader: " + l.name() + ", " + l.epoch()
                        + (l.status().isEmpty() ? "" : ", status page " + l.status()))
                .orElse(NO_LEADER);
    }

    @Override
    public void text(Page page) {
        if (pairs.isEmpty()) {
            page.line("No pairs are declared: twinproxy pair apply -f pair.yml");
        } else {
            Table table = new Table(PairStatus.COLUMNS.toArray(String[]::new));
            for (PairStatus pair : pairs) {
                table.row(
                        name -> pair.degraded()
                                ? page.style().bad(name)
                                : page.style().good(name),
                        pair.cells().toArray(String[]::new));
            }
            page.table(table);
        }
        page.line(leader.isPresent() ? sentence(leader) : page.style().bad(NO_LEADER));
    }
}
