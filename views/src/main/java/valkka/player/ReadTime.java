package valkka.player;

/**
 * When an open block was read, and how long that took. An open block has to be read whole, so it is
 * read again only after a rest: reading takes a small part of the time, however large a block is.
 */
record ReadTime(long tookNanos, long doneNanos) {
    private static final int REST_TIMES = 20;

    static ReadTime since(long beginNanos) {
        long now = System.nanoTime();
        return new ReadTime(now - beginNanos, now);
    }

    boolean isResting() {
        return System.nanoTime() - doneNanos < REST_TIMES * tookNanos;
    }
}
