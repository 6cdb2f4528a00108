package io.twinproxy.agent;

import io.twinproxy.agent.embedded.EmbeddedProxy;
import io.twinproxy.agent.embedded.ProxySnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that serves as it is told; a file with the word "bad" in it is refused, one with "busy" as long as a port is. */
public final class FakeProxy implements EmbeddedProxy {
    public final List<String> reloaded = new CopyOnWriteArrayList<>();
    public volatile boolean closed;
    public volatile boolean serving = true;
    public volatile int port = 22121;
    public volatile List<Path> named = List.of();
    public volatile boolean busy = true;

    @Override
    public ProxySnapshot health() {
        return new ProxySnapshot(
                serving,
                serving ? "" : "told to stop",
                "127.0.0.1",
                port,
                "memcache",
                "digest",
                List.of(new ProxySnapshot.PoolSnapshot("alpha", 1, 1, 1)));
    }

    @Override
    public String metrics() {
        return "twinproxy_proxy_accepting 1\n";
    }

    @Override
    public Reloading reload(Path file) {
        try {
            String text = Files.readString(file);
            reloaded.add(text);
            if (busy && text.contains("busy")) {
                return new Reloading(false, "port 22122 is in use", true);
            }
            return new Reloading(!text.contains("bad"), text.contains("bad") ? "line 1: bad" : "done");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Path> filesNamed(Path file, byte[] text) {
        return named;
    }

    @Override
    public void close() {
        closed = true;
    }
}
