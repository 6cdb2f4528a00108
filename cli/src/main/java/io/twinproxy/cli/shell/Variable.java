package io.twinproxy.cli.shell;

import java.util.Map;

/** The environment variables people set; the manual lists them from here. What systemd sets for a service is its own. */
public enum Variable {
    ZOOKEEPER("TWINPROXY_ZOOKEEPER", "ZooKeeper's servers, host:port,host:port, where --zookeeper is not given."),
    ZOOKEEPER_SECRET(
            "TWINPROXY_ZOOKEEPER_SECRET",
            "The path of the file of ZooKeeper's secret, where --zookeeper-secret is not given."),
    ZOOKEEPER_TLS(
            "TWINPROXY_ZOOKEEPER_TLS", "Three PEM files, CA,CERTIFICATE,KEY, where --zookeeper-tls is not given."),
    OPERATOR(
            "TWINPROXY_OPERATOR", "The name recorded with what an operator asks; else user@host as the system has it."),
    LOG("TWINPROXY_LOG", "How much an agent or a controller logs: INFO unless given, DEBUG for more."),
    /** Read by the script that starts the JVM. */
    JAVA_OPTIONS("TWINPROXY_JAVA_OPTIONS", "Further options for the Java virtual machine, as words."),
    /** An informal standard, see https://no-color.org. */
    NO_COLOR("NO_COLOR", "Set and not empty: no colour. Without a terminal there is none anyway."),
    TERM("TERM", "The kind of terminal; dumb: no colour.");

    private final String word;
    private final String sentence;

    Variable(String word, String sentence) {
        this.word = word;
        this.sentence = sentence;
    }

    /** Its name in the environment. */
    public String word() {
        return word;
    }

    /** What it is for. */
    public String sentence() {
        return sentence;
    }

    /** Its value; empty when it is not set. */
    public String in(Map<String, String> environment) {
        return environment.getOrDefault(word, "");
    }
}
