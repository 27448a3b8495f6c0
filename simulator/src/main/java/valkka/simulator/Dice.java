package valkka.simulator;

import java.util.List;

/** The random numbers of a simulation: SplitMix64, so that every JDK rolls the same. */
final class Dice {
    private static final long STEP = 0x9e3779b97f4a7c15L;

    private long state;

    Dice(long seed) {
        this.state = mix(seed * STEP + 1);
    }

    /**
     * Returns dice of their own for one purpose. What rolls elsewhere does not change their rolls,
     * so that a smaller scenario behaves as the larger one did.
     */
    Dice of(String purpose) {
        return new Dice(mix(state ^ ((long) purpose.hashCode() << 20)));
    }

    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }

    long next() {
        state += STEP;
        return mix(state);
    }

    /** Returns a number from 0 to before {@code bound}. */
    int below(int bound) {
        return (int) Math.floorMod(next() >>> 1, (long) bound);
    }

    /** Returns a number from {@code least} to {@code most}. */
    int between(int least, int most) {
        return least + below(most - least + 1);
    }

    boolean oneIn(int count) {
        return below(count) == 0;
    }

    <T> T pick(List<T> all) {
        return all.get(below(all.size()));
    }
}
