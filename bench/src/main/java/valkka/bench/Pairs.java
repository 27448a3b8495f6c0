package valkka.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Runs of this library and of the raw limit, taken in turns so that both meet the same machine.
 * Ratios are taken within a pair, because a pair shares its moment; the medians of the two columns
 * do not.
 */
final class Pairs {
    private record Pair(Run ours, Run raw) {}

    private final List<Pair> pairs = new ArrayList<>();

    /**
     * Makes one run of each to warm up, and throws the result away. Then makes {@code count} pairs,
     * every second pair in reverse order.
     */
    static Pairs alternate(int count, Run.Source ours, Run.Source raw) throws Exception {
        ours.next();
        raw.next();
        Pairs result = new Pairs();
        for (int i = 0; i < count; i++) {
            if (i % 2 == 0) {
                Run first = ours.next();
                result.add(first, raw.next());
            } else {
                Run first = raw.next();
                result.add(ours.next(), first);
            }
        }
        return result;
    }

    void add(Run ours, Run raw) {
        pairs.add(new Pair(ours, raw));
    }

    Sample ours(ToDoubleFunction<Run> figure) {
        return sample(pair -> figure.applyAsDouble(pair.ours));
    }

    Sample raw(ToDoubleFunction<Run> figure) {
        return sample(pair -> figure.applyAsDouble(pair.raw));
    }

    Sample ratio(ToDoubleFunction<Run> figure) {
        return sample(pair -> figure.applyAsDouble(pair.ours) / figure.applyAsDouble(pair.raw));
    }

    /** Returns the medians of both, and the ratios' median and range. */
    Row row(String figure, String unit, ToDoubleFunction<Run> value) {
        return Row.of(figure, unit, ours(value).median())
                .limit(raw(value).median())
                .ratio(ratio(value));
    }

    private Sample sample(ToDoubleFunction<Pair> value) {
        return Sample.of(pairs.stream().map(value::applyAsDouble).toList());
    }
}
