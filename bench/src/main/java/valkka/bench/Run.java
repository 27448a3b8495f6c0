package valkka.bench;

/**
 * One measured run.
 *
 * @param bytes how many bytes were moved
 * @param nanos wall-clock time
 * @param cpuNanos CPU time of the whole process: every thread of it, the JIT's and the collector's
 *     too
 */
record Run(long bytes, long nanos, long cpuNanos) {
    /** The work to measure. It may throw any exception: a benchmark that fails has no figure. */
    @FunctionalInterface
    interface Body {
        /** Moves bytes, and returns how many. */
        long move() throws Exception;
    }

    /** A measurement that can be repeated: it prepares itself, and times its work alone. */
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

    /** Returns 10^9 bytes a second. */
    double gigabytesPerSecond() {
        return (double) bytes / nanos;
    }

    /** Returns the CPU seconds for 10^9 bytes. */
    double cpuSecondsPerGigabyte() {
        return (double) cpuNanos / bytes;
    }
}
