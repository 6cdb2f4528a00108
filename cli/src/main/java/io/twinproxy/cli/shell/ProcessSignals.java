package io.twinproxy.cli.shell;

/** Ctrl-C as the JVM tells of it: by its shutdown hooks. */
public final class ProcessSignals implements Signals {
    @Override
    public Handle onInterrupt(Runnable last) {
        Thread hook = new Thread(last, "interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The program is ending already: the hook has begun, and there is nothing left to take back.
                return;
            }
        };
    }
}
