package io.twinproxy.lab;

import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * A test that fails, or the preparation of one, says with its failure what happened to the processes it was about: they
 * and their files are gone by the time it is read.
 */
final class Telling implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
    private final Supplier<String> told;

    Telling(Supplier<String> told) {
        this.told = told;
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw telling(failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw telling(failure);
    }

    private Throwable telling(Throwable failure) {
        failure.addSuppressed(new AssertionError("what happened:\n" + told.get()));
        return failure;
    }
}
