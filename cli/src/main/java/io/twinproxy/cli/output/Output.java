package io.twinproxy.cli.output;

import io.twinproxy.cli.shell.Shell;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.json.Json;
import io.twinproxy.coordination.json.JsonObject;

/** Prints reports in the format asked for. One thread. */
public final class Output {
    private final OutputFormat format;
    private final Shell shell;

    public Output(OutputFormat format, Shell shell) {
        this.format = format;
        this.shell = shell;
    }

    public OutputFormat format() {
        return format;
    }

    public void show(Report report) {
        shell.out().print(rendered(report));
        shell.out().flush();
    }

    /** JSON is one line, so that a stream of reports is one report a line; YAML documents are separated. */
    public String rendered(Report report) {
        return switch (format) {
            case TABLE -> text(report);
            case JSON -> Json.text(report.json()) + "\n";
            case YAML -> Yaml.text(report.json());
        };
    }

    public String text(Report report) {
        Page page = page();
        report.text(page);
        return page.text();
    }

    /** What went wrong: sentences on the error stream for people, an object on the output for programs. */
    public void show(VerbException problem) {
        if (format == OutputFormat.TABLE) {
            problem.sentences().forEach(this::say);
        } else {
            show(new Ended(problem));
        }
    }

    /** A remark beside the result. */
    public void say(String sentence) {
        shell.err().println(sentence);
        shell.err().flush();
    }

    public Page page() {
        return new Page(shell.colour() ? Style.COLOURED : Style.PLAIN, new Times(shell.clock()));
    }

    private record Ended(VerbException problem) implements Report {
        @Override
        public JsonObject json() {
            return new JsonObject()
                    .put("result", problem.exit().word())
                    .put("exit", problem.exit().code())
                    .put("sentences", problem.sentences());
        }

        @Override
        public void text(Page page) {
            problem.sentences().forEach(page::line);
        }
    }
}
