package io.twinproxy.cli.shell;

/** Ctrl-C. */
public interface Signals {
    /** A registration, which ends when it is closed. */
    interface Handle extends AutoCloseable {
        @Override
        void close();
    }

    /** Runs when the person interrupts; the program ends right after, so it must be short. Runs on its own thread. */
    Handle onInterrupt(Runnable last);
}
