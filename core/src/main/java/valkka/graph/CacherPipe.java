package valkka.graph;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import valkka.frame.ValkkaException;
import valkka.fs.TimeRange;
import valkka.play.FileCacheThread;

/**
 * The noun {@link Nodes#cacher}. The cacher keeps pulled frames in memory and passes the frames of
 * all slots on at the recorded speed. {@link FilterGraph#cacher()} seeks and plays.
 */
public final class CacherPipe extends Pipe {
    private final Spec spec;

    /**
     * The settings of the cacher.
     *
     * @param name or null
     * @param onTime the callback for the time of play, or null
     * @param onTimeLimits the callback for the cached time range, or null
     * @param budget in bytes; 0 for the thread's own
     */
    private record Spec(
            @Nullable String name,
            @Nullable LongConsumer onTime,
            @Nullable Consumer<TimeRange> onTimeLimits,
            long budget) {
        NodeParts make(FileCacheThread thread) {
            thread.setCallback(onTime);
            thread.setCallback2(onTimeLimits);
            if (budget != 0) {
                thread.setMemoryBudget(budget);
            }
            return NodeParts.thread(thread, thread.getFrameFilter());
        }
    }

    CacherPipe() {
        this(new Spec(null, null, null, 0));
    }

    private CacherPipe(Spec spec) {
        super(
                "cacher",
                spec.name,
                FileCacheThread.class,
                NodeTraits.NONE.withCallback("onTime", spec.onTime).withCallback("onTimeLimits", spec.onTimeLimits),
                (node, next) -> spec.make(new FileCacheThread(node, next)));
        this.spec = spec;
    }

    /**
     * Sets the callback for the time of play, in Unix ms, which is called every 500 ms of play:
     * {@link FileCacheThread#setCallback}.
     */
    public CacherPipe onTime(LongConsumer callback) {
        Objects.requireNonNull(callback, "callback");
        return new CacherPipe(new Spec(spec.name, callback, spec.onTimeLimits, spec.budget));
    }

    /**
     * Sets the callback for the cached time range, which is called after a pull:
     * {@link FileCacheThread#setCallback2}.
     */
    public CacherPipe onTimeLimits(Consumer<TimeRange> callback) {
        Objects.requireNonNull(callback, "callback");
        return new CacherPipe(new Spec(spec.name, spec.onTime, callback, spec.budget));
    }

    /**
     * Sets how much memory the frames may take, in bytes: {@link FileCacheThread#setMemoryBudget}.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when {@code bytes} is not positive
     */
    public CacherPipe memoryBudget(long bytes) {
        if (bytes <= 0) {
            throw ValkkaException.badArgument("cacher().memoryBudget(" + bytes + "): give more than 0 bytes");
        }
        return new CacherPipe(new Spec(spec.name, spec.onTime, spec.onTimeLimits, bytes));
    }

    @Override
    public CacherPipe named(String name) {
        Objects.requireNonNull(name, "name");
        return new CacherPipe(new Spec(name, spec.onTime, spec.onTimeLimits, spec.budget));
    }
}
