package io.twinproxy.cli;

import static org.assertj.core.api.Assertions.assertThat;

/** The parts of a document that are written from the code, between two comments. */
final class Generated {
    private Generated() {}

    /** The document with this part in it; a document without the place for it is wrong. */
    static String block(String document, String name, String text) {
        String begin = "<!-- " + name + ": written from the code -->\n";
        String end = "<!-- /" + name + " -->\n";
        assertThat(document).contains(begin, end);
        return document.substring(0, document.indexOf(begin) + begin.length())
                + "\n" + text + "\n"
                + document.substring(document.indexOf(end));
    }

    /** A bar would end the cell, an angle bracket begin a tag. */
    static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").strip();
    }
}
