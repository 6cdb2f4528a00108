package io.twinproxy.cli.shell;

/** What the operating system tells a process: Ctrl-C, and signals by their names. */
public interface Signals {
    /** A registration, which ends when it is closed. */
    interface Handle extends AutoCloseable {
        @Override
        void close();
    }

    /** Runs when the person interrupts; the program ends right after, so it must be short. Runs on its own thread. */
    Handle onInterrupt(Runnable last);

    /**
     * Runs each time a signal comes, on a thread of its own, until the handle is closed. Where a signal cannot be heard,
     * which is everywhere unless told otherwise, nothing changes.
     *
     * @param name without its SIG
     */
    default Handle onSignal(String name, Runnable action) {
        return () -> {};
    }
}
