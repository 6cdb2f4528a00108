package io.twinproxy.emulator.http;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Writes the little XML the two protocols answer with. */
final class Xml {
    private final StringBuilder text = new StringBuilder(1024);

    static String document(String root, String namespace, Consumer<Xml> body) {
        Xml xml = new Xml();
        xml.text.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<").append(root);
        if (!namespace.isEmpty()) {
            xml.text.append(" xmlns=\"").append(namespace).append('"');
        }
        xml.text.append('>');
        body.accept(xml);
        return xml.text.append("</").append(root).append('>').toString();
    }

    Xml in(String name, Consumer<Xml> body) {
        text.append('<').append(name).append('>');
        body.accept(this);
        text.append("</").append(name).append('>');
        return this;
    }

    /** A list element with one child named {@code itemName} per thing. */
    <T> Xml each(String name, String itemName, Iterable<T> things, BiConsumer<Xml, T> body) {
        return in(name, list -> {
            for (T thing : things) {
                list.in(itemName, item -> body.accept(item, thing));
            }
        });
    }

    Xml put(String name, Object value) {
        return in(name, x -> x.escape(String.valueOf(value)));
    }

    Xml text(Object value) {
        escape(String.valueOf(value));
        return this;
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                case '"' -> text.append("&quot;");
                default -> text.append(c < ' ' && c != '\n' && c != '\t' ? '?' : c);
            }
        }
    }
}
