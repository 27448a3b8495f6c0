package valkka.testkit;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails the test during which a thread dies of an exception that nobody catches. Without this
 * extension such a thread leaves a line on standard error, and the test passes. JUnit registers the
 * extension by itself where {@code junit.jupiter.extensions.autodetection.enabled} is true.
 */
public final class UncaughtExceptions implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private final Queue<AssertionError> deaths = new ConcurrentLinkedQueue<>();

    /** Makes an extension that has seen no thread die. */
    public UncaughtExceptions() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        Thread.setDefaultUncaughtExceptionHandler((thread, e) ->
                deaths.add(new AssertionError("the thread '" + thread.getName() + "' died of an exception: " + e, e)));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        failIfAThreadDied();
    }

    /** Fails the class for a thread that died after the last test. */
    @Override
    public void afterAll(ExtensionContext context) {
        failIfAThreadDied();
    }

    private void failIfAThreadDied() {
        AssertionError first = deaths.poll();
        if (first == null) {
            return;
        }
        for (AssertionError next = deaths.poll(); next != null; next = deaths.poll()) {
            first.addSuppressed(next);
        }
        throw first;
    }
}
