package io.twinproxy.cli.look;

import io.twinproxy.cli.output.Page;
import io.twinproxy.cli.output.Report;
import io.twinproxy.cli.output.Table;
import io.twinproxy.coordination.json.JsonObject;
import io.twinproxy.coordination.record.EndpointSpec;
import io.twinproxy.coordination.record.Mapping;
import java.util.ArrayList;
import java.util.List;

/** All of {@code pair list}: {@code {pairs: [{pair, kind?, moves?, failback?, hosts, problems}]}}. */
public record PairListReport(List<Picture> pictures) implements Report {
    public PairListReport {
        pictures = List.copyOf(pictures);
    }

    @Override
    public JsonObject json() {
        return new JsonObject()
                .put("pairs", pictures.stream().map(PairListReport::pair).toList());
    }

    private static JsonObject pair(Picture picture) {
        JsonObject json = new JsonObject().put("pair", picture.pair());
        picture.spec()
                .ifPresent(s -> json.put("kind", s.endpoint().kind().word())
                        .put("moves", moves(s.endpoint()))
                        .put("failback", s.policy().failback().orElse("never")));
        return json.put("hosts", List.copyOf(picture.hosts())).put("problems", problems(picture));
    }

    @Override
    public void text(Page page) {
        if (pictures.isEmpty()) {
            page.line("No pairs are declared: twinproxy pair apply -f pair.yml");
            return;
        }
        Table table = new Table("PAIR", "KIND", "MOVES", "FAILBACK", "HOSTS", "NOTE");
        for (Picture picture : pictures) {
            table.row(
                    picture.pair(),
                    picture.spec().map(s -> s.endpoint().kind().word()).orElse(""),
                    picture.spec().map(s -> moves(s.endpoint())).orElse(""),
                    picture.spec()
                            .map(s -> s.policy().failback().orElse("never"))
                            .orElse(""),
                    String.join(", ", picture.hosts()),
                    String.join("; ", problems(picture)));
        }
        page.table(table);
    }

    private static List<String> problems(Picture picture) {
        List<String> problems = new ArrayList<>(picture.unreadable());
        if (picture.spec().isEmpty() && picture.records().spec().readable()) {
            problems.add("not declared: twinproxy pair apply");
        }
        return problems;
    }

    private static String moves(EndpointSpec endpoint) {
        return endpoint.networkInterface()
                .or(endpoint::targetGroup)
                .or(endpoint::loadBalancer)
                .or(() -> endpoint.mapping().map(Mapping::what))
                .orElseGet(() -> String.join(" ", endpoint.move()));
    }
}
