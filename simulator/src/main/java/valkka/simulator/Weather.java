package valkka.simulator;

/** The state of the network between the cameras and the recorder. Times are monotonic nanoseconds. */
final class Weather {
    private static final int LOST_PERCENT = 15;
    private static final int TWICE_PERCENT = 20;
    private static final int LATEST_MILLIS = 60;
    private static final long MILLION = 1_000_000;

    private final SimulatedTime time;
    private final Dice dice;
    private long lossUntil;
    private long reorderUntil;
    private long duplicateUntil;
    private long stallUntil;
    private long offlineUntil;

    Weather(SimulatedTime time, Dice dice) {
        this.time = time;
        this.dice = dice;
    }

    /** Changes the weather for a while. Returns whether it is a trouble of the network. */
    boolean turn(Trouble trouble) {
        long until = time.nanos() + trouble.amount() * MILLION;
        switch (trouble.kind()) {
            case LOSS -> lossUntil = until;
            case REORDER -> reorderUntil = until;
            case DUPLICATE -> duplicateUntil = until;
            // Nothing overtakes what is held up already: the longer one counts.
            case STALL -> stallUntil = Math.max(stallUntil, until);
            case OFFLINE -> offlineUntil = until;
            default -> {
                return false;
            }
        }
        return true;
    }

    boolean isOffline() {
        return time.nanos() < offlineUntil;
    }

    /** Returns how long the next bytes of a connection travel. */
    long streamDelay() {
        return Math.max(0, stallUntil - time.nanos()) + dice.between(200, 4000) * 1000L;
    }

    boolean losesDatagram() {
        return time.nanos() < lossUntil && dice.below(100) < LOST_PERCENT;
    }

    boolean doublesDatagram() {
        return time.nanos() < duplicateUntil && dice.below(100) < TWICE_PERCENT;
    }

    /** Returns how long the next datagram travels. Without reordering none overtakes another. */
    long datagramDelay() {
        long overtaken = time.nanos() < reorderUntil ? dice.below(LATEST_MILLIS) * MILLION : 0;
        return Math.max(0, stallUntil - time.nanos()) + MILLION + overtaken;
    }
}
