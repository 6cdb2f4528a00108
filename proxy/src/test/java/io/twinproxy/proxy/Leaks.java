package io.twinproxy.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Watches every buffer of a test class and fails the class when one was dropped without being released. */
public final class Leaks implements BeforeAllCallback, AfterAllCallback {
    private static final String DETECTOR = "io.netty.util.ResourceLeakDetector";
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        events.start();
        ((Logger) LoggerFactory.getLogger(DETECTOR)).addAppender(events);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        // Leaks are found by the collector and reported with the next allocations.
        for (int i = 0; i < 3; i++) {
            System.gc();
            for (int j = 0; j < 20; j++) {
                PooledByteBufAllocator.DEFAULT.buffer(16).release();
                PooledByteBufAllocator.DEFAULT.compositeBuffer(2).release();
            }
        }
        ((Logger) LoggerFactory.getLogger(DETECTOR)).detachAppender(events);
        assertThat(new ArrayList<>(events.list).stream().map(ILoggingEvent::getFormattedMessage))
                .isEmpty();
    }
}
