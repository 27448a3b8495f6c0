package valkka.live;

import java.time.Duration;

/**
 * How long to wait before the next attempt to connect: {@code first}, then twice as long each time,
 * and never longer than {@code longest}. Used by one thread.
 */
final class Backoff {
    private final Duration first;
    private final Duration longest;
    private Duration next;

    Backoff(Duration first, Duration longest) {
        this.first = first.compareTo(longest) < 0 ? first : longest;
        this.longest = longest;
        this.next = this.first;
    }

    /** Returns the pause to make now. */
    Duration pause() {
        Duration pause = next;
        Duration twice = pause.multipliedBy(2);
        next = twice.compareTo(longest) < 0 ? twice : longest;
        return pause;
    }

    /** Starts over: the last attempt went well. */
    void reset() {
        next = first;
    }
}
