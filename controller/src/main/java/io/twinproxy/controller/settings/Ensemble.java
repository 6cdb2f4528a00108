package io.twinproxy.controller.settings;

import io.twinproxy.coordination.settings.Address;
import io.twinproxy.coordination.settings.Key;
import io.twinproxy.coordination.settings.Section;
import java.util.List;
import java.util.Optional;

/**
 * The ZooKeeper ensemble a controller talks to.
 *
 * @param hosts where its servers take clients, {@code host:port,host:port}
 * @param embedded the server this controller runs itself, when it runs one
 */
public record Ensemble(String hosts, Optional<Embedded> embedded) {
    public static final Key EMBEDDED =
            new Key("embedded", "a mapping", "", "A ZooKeeper server inside this controller.");

    public static final List<Key> KEYS = List.of(EMBEDDED);

    static Ensemble read(Section root, Key key) {
        if (!root.isSection(key)) {
            return new Ensemble(root.word(key, Ensemble::hosts, ""), Optional.empty());
        }
        Section section = root.section(key);
        Section inner = section.section(EMBEDDED);
        Ensemble ensemble = new Ensemble("", Optional.empty());
        if (section.isSection(EMBEDDED)) {
            Embedded embedded = Embedded.read(inner);
            inner.end();
            ensemble = new Ensemble(embedded.hosts(), Optional.of(embedded));
        }
        section.end();
        return ensemble;
    }

    private static Optional<String> hosts(String text) {
        for (String part : text.split(",", -1)) {
            if (Address.reachable(part).isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.of(text);
    }
}
