package io.twinproxy.cli.shell;

import java.io.Console;
import java.lang.reflect.Method;
import java.util.Optional;

/** The process's own console. */
public final class ProcessTerminal implements Terminal {
    private final Optional<Console> console = terminal();

    @Override
    public boolean interactive() {
        return console.isPresent();
    }

    @Override
    public Optional<String> answer() {
        return console.flatMap(c -> Optional.ofNullable(c.readLine()));
    }

    /**
     * Before Java 22 a console exists only when input and output are a terminal; from then on it may exist without
     * one, and {@code isTerminal} tells.
     */
    private static Optional<Console> terminal() {
        return Optional.ofNullable(System.console()).filter(ProcessTerminal::isTerminal);
    }

    private static boolean isTerminal(Console console) {
        try {
            Method told = Console.class.getMethod("isTerminal");
            return Boolean.TRUE.equals(told.invoke(console));
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
