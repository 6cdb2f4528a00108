package io.twinproxy.proxy.config;

import io.twinproxy.proxy.pem.ListenTls;
import io.twinproxy.proxy.pem.ServerTls;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Finds the paths under {@code tls} and {@code server_tls} of every pool, whatever else is wrong with the text. */
final class NamedFiles {
    private static final int FILES_MAX = 1000;
    private static final List<String> PATHS =
            List.of(ListenTls.CERTIFICATE, ListenTls.KEY, ListenTls.CLIENT_CA, ServerTls.CA);

    private NamedFiles() {}

    static List<Path> in(String yaml, Path directory) {
        Set<Path> files = new LinkedHashSet<>();
        try {
            for (Node document : new Compose(LoadSettings.builder().build()).composeAllFromString(yaml)) {
                for (Node pool : values(document, List.of())) {
                    for (Node tls : values(pool, List.of(TlsReader.LISTEN, TlsReader.SERVER))) {
                        values(tls, PATHS).forEach(value -> add(value, directory, files));
                    }
                }
            }
        } catch (YamlEngineException e) {
            // What comes before the mistake has been found.
            return List.copyOf(files);
        }
        return List.copyOf(files);
    }

    /** The values of some keys of a mapping; of all keys when none are given. */
    private static List<Node> values(Node node, Collection<String> keys) {
        List<Node> values = new ArrayList<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key && (keys.isEmpty() || keys.contains(key.getValue()))) {
                    values.add(tuple.getValueNode());
                }
            }
        }
        return values;
    }

    private static void add(Node value, Path directory, Set<Path> files) {
        if (value instanceof ScalarNode path && files.size() < FILES_MAX) {
            try {
                files.add(directory.resolve(path.getValue()));
            } catch (InvalidPathException e) {
                // Named as a problem when the text is used.
                return;
            }
        }
    }
}
