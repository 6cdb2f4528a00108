package io.twinproxy.cli.shell;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ctrl-C as the JVM tells of it, by its shutdown hooks; other signals by {@code sun.misc.Signal}, which every JDK has and
 * none documents, so it is looked up when asked for.
 */
public final class ProcessSignals implements Signals {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessSignals.class);

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

    @Override
    public Handle onSignal(String name, Runnable action) {
        try {
            Class<?> signals = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            Object signal = signals.getConstructor(String.class).newInstance(name);
            Object handler = Proxy.newProxyInstance(
                    handlers.getClassLoader(),
                    new Class<?>[] {handlers},
                    (proxy, method, arguments) -> called(proxy, method, arguments, action));
            Method handle = signals.getMethod("handle", signals, handlers);
            Object before = handle.invoke(null, signal, handler);
            return () -> restore(handle, signal, before);
        } catch (ReflectiveOperationException e) {
            LOG.warn("SIG{} cannot be heard: {}", name, e.toString());
            return () -> {};
        }
    }

    private static @Nullable Object called(
            Object proxy, Method method, Object @Nullable [] arguments, Runnable action) {
        switch (method.getName()) {
            case "handle" -> action.run();
            case "equals" -> {
                return arguments != null && proxy == arguments[0];
            }
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            default -> {
                return "a signal's handler";
            }
        }
        return null;
    }

    private static void restore(Method handle, Object signal, @Nullable Object before) {
        try {
            handle.invoke(null, signal, before);
        } catch (ReflectiveOperationException e) {
            LOG.warn("{} is still heard: {}", signal, e.toString());
        }
    }
}
