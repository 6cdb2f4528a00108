package io.twinproxy.emulator.wire;

import io.twinproxy.emulator.core.CloudListener;

/**
 * What makes attachments and routes real. It is told on the thread that uses the cloud, before the call behind a
 * change is answered, and has switched when it returns or a short bound has passed.
 */
public interface Wire extends CloudListener, AutoCloseable {
    @Override
    void close();
}
