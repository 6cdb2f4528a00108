package io.twinproxy.cli.verb;

import io.twinproxy.cli.shell.Exit;
import io.twinproxy.cli.shell.VerbException;
import io.twinproxy.coordination.settings.Problem;
import io.twinproxy.coordination.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Settings files as text. */
final class Texts {
    /** Settings are screenfuls; what is larger is not settings. */
    private static final long BYTES_MAX = 1 << 20;

    private Texts() {}

    static String read(Path file) throws VerbException {
        try {
            if (Files.isDirectory(file)) {
                throw new VerbException(Exit.USAGE, file + ": is a directory; a file is wanted");
            }
            if (Files.size(file) > BYTES_MAX) {
                throw new VerbException(Exit.USAGE, file + ": is larger than " + BYTES_MAX + " bytes");
            }
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new VerbException(Exit.USAGE, file + ": there is no such file");
        } catch (MalformedInputException e) {
            throw new VerbException(Exit.USAGE, file + ": is not UTF-8 text");
        } catch (IOException e) {
            throw new VerbException(Exit.USAGE, file + ": cannot be read: " + e.getMessage());
        }
    }

    static VerbException problems(SettingsException e) {
        List<String> lines = e.problems().stream()
                .map((Problem problem) -> problem.text(e.source()))
                .toList();
        return new VerbException(Exit.USAGE, lines);
    }
}
