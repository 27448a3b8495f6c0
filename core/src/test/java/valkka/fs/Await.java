package valkka.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long these tests wait for what other threads do. */
public final class Await {
    private static final ConditionFactory WAIT = Awaitility.with()
            .dontCatchUncaughtExceptions()
            .pollInSameThread()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .await()
            .atMost(Duration.ofSeconds(30));

    private Await() {}

    /** Waits until {@code condition} holds. */
    public static void until(String what, BooleanSupplier condition) {
        WAIT.untilAsserted(() -> assertThat(condition.getAsBoolean()).as(what).isTrue());
    }
}
