package io.twinproxy.coordination.zookeeper;

import java.util.List;
import org.apache.zookeeper.client.ZKClientConfig;

/**
 * A client without TLS or SASL. ZooKeeper's own configuration sets both up to learn the names of their properties, and
 * so reads the JVM's certificates before the first connection: most of a command's waiting time.
 */
final class PlainClientConfig extends ZKClientConfig {
    private static final List<String> ASKING_FOR_MORE = List.of(
            SECURE_CLIENT,
            ZOOKEEPER_CLIENT_CNXN_SOCKET,
            "zookeeper.ssl.",
            "zookeeper.sasl.",
            "java.security.auth.login");

    /** The plain one, unless the JVM was started with properties that ask for more. */
    static ZKClientConfig orWhatPropertiesAskFor() {
        boolean more = System.getProperties().stringPropertyNames().stream()
                .anyMatch(name -> ASKING_FOR_MORE.stream().anyMatch(name::startsWith));
        return more ? new ZKClientConfig() : new PlainClientConfig();
    }

    /** Instead of what takes the time. Called by the constructor of the parent. */
    @Override
    protected void handleBackwardCompatibility() {
        setProperty(ENABLE_CLIENT_SASL_KEY, "false");
    }
}
