package valkka.bench;

/**
 * One measured run.
 *
 * @param bytes how much was moved
 * @param nanos wall-clock time
 * @param cpuNanos CPU time of the whole process: every thread of it, the JIT's and the collector's too
 */
record Run(long bytes, long nanos, long cpuNanos) {
    /** What is measured; it may throw what it likes, a benchmark that fails has no figure. */
    @FunctionalInterface
    interface Body {
        /** Moves bytes, and says how many. */
        long move() throws Exception;
    }

    /** Something that can be measured again and again: it prepares itself, and times what matters. */
    @FunctionalInterface
    interface Source {
        Run next() throws Exception;
    }

    static Run time(Body body) throws Exception {
        long cpu = Machine.cpuNanos();
        long start = System.nanoTime();
        long bytes = body.move();
        return new Run(bytes, System.nanoTime() - start, Machine.cpuNanos() - cpu);
    }

    /** 10^9 bytes a second. */
    double gigabytesPerSecond() {
        return (double) bytes / nanos;
    }

    /** CPU seconds for 10^9 bytes. */
    double cpuSecondsPerGigabyte() {
        return (double) cpuNanos / bytes;
    }
}
