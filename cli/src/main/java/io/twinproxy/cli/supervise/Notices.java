package io.twinproxy.cli.supervise;

/** Where notices go; one that cannot be sent is lost, since whoever supervises acts on silence anyway. Any thread. */
@FunctionalInterface
interface Notices {
    /** Lines of NAME=VALUE, as sd_notify(3) has them. */
    void send(String lines);
}
