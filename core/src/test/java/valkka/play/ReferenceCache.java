package valkka.play;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import valkka.fs.TimeRange;

/** What the {@link ReferencePlayer} has in memory: a set of the recording's frames, looked through as a whole for each question. */
final class ReferenceCache {
    private static final Comparator<Recorded> IN_ORDER =
            Comparator.comparingLong(Recorded::time).thenComparing(Recorded::place);

    private final Set<Recorded> frames = new HashSet<>();

    void add(List<Recorded> more) {
        frames.addAll(more);
    }

    void clear() {
        frames.clear();
    }

    List<Recorded> all() {
        return frames.stream().sorted(IN_ORDER).toList();
    }

    TimeRange limits() {
        List<Recorded> all = all();
        return all.isEmpty()
                ? TimeRange.EMPTY
                : new TimeRange(all.get(0).time(), all.get(all.size() - 1).time());
    }

    List<Integer> slots() {
        return frames.stream().map(f -> f.frame().slot()).distinct().sorted().toList();
    }

    List<Recorded> inSlot(int slot) {
        return frames.stream()
                .filter(f -> f.frame().slot() == slot)
                .sorted(IN_ORDER)
                .toList();
    }

    boolean has(int slot, Predicate<Recorded> condition) {
        return frames.stream().anyMatch(f -> f.frame().slot() == slot && condition.test(f));
    }

    Recorded first(int slot, Predicate<Recorded> condition) {
        return frames.stream()
                .filter(f -> f.frame().slot() == slot && condition.test(f))
                .min(IN_ORDER)
                .orElse(null);
    }

    Recorded last(int slot, Predicate<Recorded> condition) {
        return frames.stream()
                .filter(f -> f.frame().slot() == slot && condition.test(f))
                .max(IN_ORDER)
                .orElse(null);
    }

    Recorded startFor(int slot, long at) {
        Recorded start = startAtOrBefore(slot, at);
        return start != null ? start : first(slot, f -> isStart(f) && f.time() > at);
    }

    Recorded startAtOrBefore(int slot, long at) {
        Recorded start = last(slot, f -> isStart(f) && f.time() <= at);
        return start == null ? null : firstStartAt(slot, start.time());
    }

    Recorded firstStartAt(int slot, long at) {
        return first(slot, f -> isStart(f) && f.time() == at);
    }

    /** Where there is only sound, play starts anywhere. */
    boolean isStart(Recorded frame) {
        return frame.isKey() || !has(frame.frame().slot(), f -> f.frame().subsession() == 0);
    }

    boolean isGap(int slot, long from, long to) {
        List<Long> times = inSlot(slot).stream().map(Recorded::time).distinct().toList();
        long interval = (times.get(times.size() - 1) - times.get(0)) / Math.max(1, times.size() - 1);
        return to - from > Math.max(2000, 5 * interval);
    }
}
