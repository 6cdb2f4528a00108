package io.twinproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The document's table of permissions says for which kinds of endpoint the controller calls what, as the Terraform
 * module's list has it, which is written from the calls themselves.
 */
class AwsDocTest {
    private static final Pattern ACTION = Pattern.compile("\\b(?:ec2|elasticloadbalancing):[A-Z]\\w+");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(" + ACTION.pattern() + ")` \\| ([^|]+) \\|");
    private static final Pattern KIND = Pattern.compile("`([a-z-]+)`");
    private static final Pattern LISTED = Pattern.compile("\"([a-z-]+)\": \\[([^]]*)]");

    @Test
    void theTableSaysWhatIsCalledForWhichKind() throws IOException {
        SortedMap<String, SortedSet<String>> said = new TreeMap<>();
        Matcher row = ROW.matcher(permissions());
        while (row.find()) {
            SortedSet<String> kinds = new TreeSet<>();
            Matcher kind = KIND.matcher(row.group(2));
            while (kind.find()) {
                kinds.addAll(listNames(kind.group(1)));
            }
            assertThat(said.put(row.group(1), kinds))
                    .as("rows of " + row.group(1))
                    .isNull();
        }
        assertThat(said).isEqualTo(called());
    }

    @Test
    void noOtherActionIsNamedAmongThePermissions() throws IOException {
        assertThat(actions(permissions())).isEqualTo(called().keySet());
    }

    @Test
    void whatIsNotAllowedIsNeverCalled() throws IOException {
        assertThat(actions(notAllowed())).isNotEmpty().doesNotContainAnyElementsOf(called().keySet());
    }

    /** What holds of an interface holds of one with a fallback; the list has them apart. */
    private static SortedSet<String> listNames(String kind) {
        SortedSet<String> names = new TreeSet<>();
        if (kind.equals("eni") || kind.equals("fallback")) {
            names.add("eni-with-fallback");
        }
        if (!kind.equals("fallback")) {
            names.add(kind);
        }
        return names;
    }

    /** By action, the kinds that need it. */
    private static SortedMap<String, SortedSet<String>> called() throws IOException {
        SortedMap<String, SortedSet<String>> called = new TreeMap<>();
        Matcher kind = LISTED.matcher(read("terraform", "actions.json"));
        while (kind.find()) {
            for (String action : actions(kind.group(2))) {
                called.computeIfAbsent(action, a -> new TreeSet<>()).add(kind.group(1));
            }
        }
        assertThat(called).isNotEmpty();
        return called;
    }

    private static SortedSet<String> actions(String text) {
        SortedSet<String> actions = new TreeSet<>();
        Matcher action = ACTION.matcher(text);
        while (action.find()) {
            actions.add(action.group());
        }
        return actions;
    }

    /** The section but for its part on what is not allowed. */
    private static String permissions() throws IOException {
        return section().replace(notAllowed(), "");
    }

    private static String section() throws IOException {
        return part(read("docs", "aws.md"), "\n## Permissions\n", "\n## ");
    }

    private static String notAllowed() throws IOException {
        return part(section(), "\n### Not allowed\n", "\n### ");
    }

    private static String part(String text, String heading, String next) {
        assertThat(text).contains(heading);
        String from = text.substring(text.indexOf(heading) + heading.length());
        int end = from.indexOf(next);
        return end < 0 ? from : from.substring(0, end);
    }

    private static String read(String directory, String file) throws IOException {
        return Files.readString(Path.of("..", directory, file));
    }
}
