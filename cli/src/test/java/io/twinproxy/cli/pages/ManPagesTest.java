package io.twinproxy.cli.pages;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.Variable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class ManPagesTest {
    private static final Edition EDITION = new Edition("1.2.3", Optional.of(LocalDate.of(2026, 8, 1)));

    private final SortedMap<String, String> pages = ManPages.of(Pages.command(), EDITION);

    /** The command, its verbs, and the verbs below them. */
    private static List<CommandLine> verbs(CommandLine line) {
        List<CommandLine> verbs = new ArrayList<>(List.of(line));
        line.getSubcommands().values().forEach(below -> verbs.addAll(verbs(below)));
        return verbs;
    }

    private static String name(CommandLine verb) {
        return verb.getCommandSpec().qualifiedName("-");
    }

    @Test
    void everyVerbHasAPageAndADescription() {
        List<CommandLine> verbs = verbs(Pages.command());
        assertThat(pages.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        verbs.stream().map(ManPagesTest::name).toList())
                .contains("twinproxy", "twinproxy-status", "twinproxy-pair-apply");
        for (CommandLine verb : verbs) {
            assertThat(verb.getCommandSpec().usageMessage().description())
                    .as(name(verb))
                    .isNotEmpty()
                    .allSatisfy(sentence -> assertThat(sentence).isNotBlank().endsWith("."));
        }
    }

    @Test
    void everyOptionAndArgumentStandsInItsPageWithWhatIsSaidOfIt() {
        for (CommandLine verb : verbs(Pages.command())) {
            String page = pages.get(name(verb));
            for (OptionSpec option : verb.getCommandSpec().options()) {
                for (String name : option.names()) {
                    assertThat(page).as(name(verb)).contains("\\fB" + name.replace("-", "\\-") + "\\fR");
                }
                assertThat(option.description()).as(name(verb) + option).isNotEmpty();
                assertThat(page).contains(Roff.plain(option.description()[0]));
            }
            verb.getCommandSpec()
                    .positionalParameters()
                    .forEach(argument -> assertThat(page)
                            .contains(".TP\n\\fI" + argument.paramLabel() + "\\fR\n"
                                    + Roff.plain(argument.description()[0])));
        }
    }

    @Test
    void theHelpOfTheCommandDescribesEveryVerb() {
        CommandLine command = Pages.command();
        String help = command.getUsageMessage();
        command.getSubcommands().forEach((name, verb) -> assertThat(help).containsPattern("(?m)^  " + name + " +\\S+"));
    }

    @Test
    void thePageOfTheCommandTellsOfVerbsExitsVariablesAndFiles() {
        String page = pages.get("twinproxy");
        assertThat(page).contains(".TH \"TWINPROXY\" 1 \"2026-08-01\" \"Twinproxy 1.2.3\" \"Twinproxy\"\n");
        assertThat(page).contains(".TP\n\\fBpair apply\\fR\nDeclares a pair from its file");
        for (Exit exit : Exit.values()) {
            assertThat(page).containsPattern("(?i)\n\\\\fB" + exit.code() + "\\\\fR\n" + exit.meaning() + "\\.\n");
        }
        for (Variable variable : Variable.values()) {
            assertThat(page).contains("\n\\fB" + variable.word() + "\\fR\n" + Roff.plain(variable.sentence()));
        }
        for (SettingsFile file : SettingsFile.values()) {
            assertThat(page).contains("\\fI" + file.path() + "\\fR");
        }
        assertThat(page).contains("\\fBtwinproxy\\-status\\fR(1), \\fBtwinproxy\\-explain\\fR(1)");
    }

    @Test
    void thePageOfAVerbTellsOfWhatConcernsIt() {
        assertThat(pages.get("twinproxy-pair-apply"))
                .contains("TWINPROXY_OPERATOR", "/etc/twinproxy/pair.yml")
                .doesNotContain("NO_COLOR", "agent.yml");
        assertThat(pages.get("twinproxy-agent")).contains("\\fBTWINPROXY_LOG\\fR", "/etc/twinproxy/agent.yml");
        assertThat(pages.get("twinproxy-status")).doesNotContain(".SH \"FILES\"");
        assertThat(pages.get("twinproxy-pair-show"))
                .contains("\\fBtwinproxy\\fR(1), \\fBtwinproxy\\-pair\\fR(1), \\fBtwinproxy\\-pair\\-apply\\fR(1)");
    }

    @Test
    void twoRunsGiveTheSameBytes() {
        assertThat(ManPages.of(Pages.command(), EDITION)).isEqualTo(pages);
    }

    @Test
    void whatRoffWouldTakeForItsOwnIsEscapedAndHiddenOptionsStayHidden() {
        CommandSpec odd = CommandSpec.create().name("odd");
        odd.usageMessage().description(".It's a \\path, \"quoted\" \u2013 with --an-option.");
        odd.addOption(OptionSpec.builder("--seen")
                .arity("0..1")
                .paramLabel("N")
                .defaultValue("3")
                .description("'first' ${DEFAULT-VALUE}")
                .build());
        odd.addOption(OptionSpec.builder("--unseen")
                .hidden(true)
                .description("Nobody reads this.")
                .build());
        String page = ManPages.of(new CommandLine(odd), new Edition("\"1\"", Optional.empty()))
                .get("odd");
        assertThat(page)
                .contains("\n\\&.It's a \\(rspath, \\(dqquoted\\(dq \\[u2013] with \\-\\-an\\-option.\n")
                .contains("\n\\fB\\-\\-seen\\fR[=\\fIN\\fR]\n\\&'first' 3\n")
                .contains(".TH \"ODD\" 1 \"\" \"Twinproxy \\(dq1\\(dq\" \"Twinproxy\"\n")
                .doesNotContain("unseen", "Nobody");
        assertThat(page.chars()).allMatch(c -> c < 0x7f);
    }

    @Test
    void nothingOfTheCommandKnowsIt() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.twinproxy.cli.pages")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.twinproxy.cli.pages")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.twinproxy.cli"));
    }
}
