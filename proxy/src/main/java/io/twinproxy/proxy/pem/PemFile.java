package io.twinproxy.proxy.pem;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/**
 * One PEM file (RFC 7468): blocks of base64 between their marks; text outside of them is passed over.
 *
 * @param whole whether there was no problem with it; without one it has at least one block
 */
record PemFile(Path path, List<PemFile.Block> blocks, boolean whole) {
    /** A bundle of every public authority is a fifth of this. */
    static final int BYTES_MAX = 1 << 20;

    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";

    PemFile {
        blocks = List.copyOf(blocks);
    }

    /** One block; it may be a key, and is never printed. */
    static final class Block {
        private final String label;
        private final int line;
        private final byte[] der;

        private Block(String label, int line, byte[] der) {
            this.label = label;
            this.line = line;
            this.der = der;
        }

        String label() {
            return label;
        }

        /** Of its first mark, counted from 1. */
        int line() {
            return line;
        }

        byte[] der() {
            return der.clone();
        }
    }

    /** A problem of the whole file. */
    String problem(String text) {
        return problem(path, text);
    }

    /** A problem at a line. */
    String problem(int line, String text) {
        return problem(path, line, text);
    }

    private static String problem(Path path, String text) {
        return "file " + path + ": " + text;
    }

    private static String problem(Path path, int line, String text) {
        return "file " + path + ", line " + line + ": " + text;
    }

    /** Reads a file as far as it can be read, so that what is wrong with the rest can be told as well. */
    static PemFile read(Path path, Consumer<String> problems) {
        String text = text(path, problems);
        if (text.isEmpty()) {
            return new PemFile(path, List.of(), false);
        }
        Parser parser = new Parser(path, problems);
        text.lines().forEach(parser::line);
        parser.finish();
        if (parser.blocks.isEmpty() && parser.found == 0) {
            parser.problem(
                    1,
                    "no PEM block follows; must be text with a line such as -----BEGIN CERTIFICATE-----, not binary");
        }
        return new PemFile(path, parser.blocks, parser.found == 0);
    }

    private static String text(Path path, Consumer<String> problems) {
        if (!Files.exists(path)) {
            problems.accept(problem(path, "does not exist"));
            return "";
        }
        // A pipe or a device would keep the reader waiting.
        if (!Files.isRegularFile(path)) {
            problems.accept(problem(path, "is not a regular file"));
            return "";
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                problems.accept(problem(path, "is longer than " + BYTES_MAX + " bytes"));
                return "";
            }
            if (bytes.length == 0) {
                problems.accept(problem(path, "is empty; must hold PEM text"));
            }
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (AccessDeniedException e) {
            problems.accept(problem(path, "may not be read by this process"));
        } catch (IOException e) {
            problems.accept(problem(path, "cannot be read: " + e.getClass().getSimpleName()));
        }
        return "";
    }

    private static final class Parser {
        private final Path path;
        private final List<Block> blocks = new ArrayList<>();
        private final Consumer<String> problems;
        private final StringBuilder base64 = new StringBuilder();
        private String label = "";
        private int begunAt;
        private int at;
        private int found;

        Parser(Path path, Consumer<String> problems) {
            this.path = path;
            this.problems = problems;
        }

        void line(String raw) {
            at++;
            String line = raw.strip();
            if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
                if (begunAt > 0) {
                    problem(begunAt, "the block " + label + " has no end; must be closed by " + END + label + DASHES);
                }
                label = line.substring(BEGIN.length(), line.length() - DASHES.length());
                begunAt = at;
                base64.setLength(0);
            } else if (line.startsWith(END) && line.endsWith(DASHES)) {
                end(line.substring(END.length(), line.length() - DASHES.length()));
            } else if (begunAt > 0) {
                base64.append(line);
            }
        }

        private void end(String of) {
            if (begunAt == 0) {
                problem(at, "a block " + of + " ends here that was not begun");
            } else if (!of.equals(label)) {
                problem(at, "the block " + label + " of line " + begunAt + " ends as " + of);
            } else {
                decode();
            }
            begunAt = 0;
        }

        private void decode() {
            // The headers an old encrypted key has; its kind of key says more than its base64 does.
            String text = base64.toString();
            if (text.startsWith("Proc-Type:")) {
                problem(begunAt, "the " + label + " is encrypted; must be without a passphrase");
                return;
            }
            try {
                blocks.add(new Block(label, begunAt, Base64.getDecoder().decode(text)));
            } catch (IllegalArgumentException e) {
                problem(begunAt, "the block " + label + " is not base64 throughout");
            }
        }

        void finish() {
            if (begunAt > 0) {
                problem(begunAt, "the block " + label + " has no end; must be closed by " + END + label + DASHES);
            }
        }

        private void problem(int line, String text) {
            found++;
            problems.accept(PemFile.problem(path, line, text));
        }
    }
}
