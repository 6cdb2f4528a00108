package io.twinproxy.proxy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration endpoint that tells whatever it is set to, in the older or the newer form. */
public final class ConfigurationServer implements AutoCloseable {
    private final ScriptedServer server;
    private volatile String payload = "";
    private volatile String raw = "";
    private volatile boolean old;
    private int version;

    public ConfigurationServer() {
        server = new ScriptedServer((line, out, socket) -> {
            if (payload.isEmpty()) {
                socket.close();
            } else if (!raw.isEmpty()) {
                out.write(ScriptedServer.bytes(raw));
            } else if (line.equals(old ? "get AmazonElastiCache:cluster" : "config get cluster")) {
                String head = old ? "VALUE AmazonElastiCache:cluster" : "CONFIG cluster";
                int length = payload.getBytes(StandardCharsets.UTF_8).length;
                out.write(ScriptedServer.bytes(head + " 0 " + length + "\r\n" + payload + "\r\nEND\r\n"));
            } else {
                out.write(ScriptedServer.bytes("ERROR\r\n"));
            }
        });
    }

    public int port() {
        return server.port();
    }

    /** Nodes as host:port, under the next version, which is returned. */
    public synchronized int tell(List<String> nodes) {
        version++;
        raw = "";
        payload = version + "\n"
                + nodes.stream().map(node -> node.replace(":", "||")).collect(Collectors.joining(" "))
                + "\n";
        return version;
    }

    /** Speaks like an engine before 1.4.14. */
    public void speakOld() {
        old = true;
    }

    /** Answers every line with these bytes until the next {@link #tell}. */
    public void tellNonsense(String bytes) {
        raw = bytes;
        payload = "nonsense";
    }

    /** Closes every connection that asks. */
    public void fallSilent() {
        payload = "";
    }

    @Override
    public void close() throws java.io.IOException {
        server.close();
    }
}
