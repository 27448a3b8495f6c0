package valkka.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How long these tests wait for what other threads do. */
public final class Deadline {
    private static final ConditionFactory WAIT = Awaitility.with()
            .dontCatchUncaughtExceptions()
            .pollInSameThread()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(5))
            .await()
            .atMost(Duration.ofSeconds(20));

    private Deadline() {}

    /** Waits until {@code condition} holds. */
    public static void until(String what, BooleanSupplier condition) {
        until(() -> what, condition);
    }

    /** Waits until {@code condition} holds; {@code what} is asked when it never did. */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        WAIT.untilAsserted(() -> assertThat(condition.getAsBoolean()).as(what).isTrue());
    }
}
