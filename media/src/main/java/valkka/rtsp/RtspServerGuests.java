package valkka.rtsp;

import io.netty.util.concurrent.Ticker;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The door of a server: it bounds the connections, in all and of each address, so that nobody locks
 * the others out, and it slows down an address that guesses passwords. All on the server's thread.
 */
final class RtspServerGuests {
    /** An address may give so many wrong proofs; then each further proof waits. */
    private static final int FREE_GUESSES = 5;
    /** So many proofs of one address wait at once: with the delay this bounds the guesses a second. */
    private static final int MOST_WAITING = 4;
    /** Wrong proofs are forgotten after so much time without another. */
    private static final long FORGET_NANOS = 60_000_000_000L;
    /** Addresses that are remembered; the one that guessed longest ago is forgotten first. */
    private static final int MOST_REMEMBERED = 1000;

    /** A connection, as the door sees it. */
    interface Guest {
        InetAddress from();

        /** Returns how hard this guest is to give up: 0 a stranger, 1 one who may come, 2 a viewer. */
        int rank();

        /** Returns when this guest was last heard, by the door's clock. */
        long lastHeardNanos();

        /** Closes the connection. */
        void turnAway();
    }

    private static final class Guesses {
        private int wrong;
        private int waiting;
        private long lastNanos;
    }

    private final int mostInAll;
    private final int mostOfOneAddress;
    private final Ticker ticker;
    private final List<Guest> guests = new ArrayList<>();
    private final Map<InetAddress, Guesses> guesses = new LinkedHashMap<>();

    RtspServerGuests(int mostInAll, int mostOfOneAddress, Ticker ticker) {
        this.mostInAll = mostInAll;
        this.mostOfOneAddress = mostOfOneAddress;
        this.ticker = ticker;
    }

    /**
     * Lets a connection in. When there are too many, of its address or in all, the connection that
     * is idle for the longest time goes, a stranger first. A viewer never goes.
     *
     * @return whether there is room
     */
    boolean admit(Guest guest) {
        List<Guest> neighbours =
                guests.stream().filter(one -> one.from().equals(guest.from())).toList();
        boolean room = (neighbours.size() < mostOfOneAddress || giveUpOneOf(neighbours))
                && (guests.size() < mostInAll || giveUpOneOf(guests));
        if (room) {
            guests.add(guest);
        }
        return room;
    }

    private boolean giveUpOneOf(List<Guest> some) {
        long now = ticker.nanoTime();
        Guest idlest = some.stream()
                .filter(one -> one.rank() < 2)
                .min(Comparator.comparingInt(Guest::rank).thenComparingLong(one -> one.lastHeardNanos() - now))
                .orElse(null);
        if (idlest == null) {
            return false;
        }
        guests.remove(idlest);
        idlest.turnAway();
        return true;
    }

    /** The connection has ended. */
    void left(Guest guest) {
        guests.remove(guest);
    }

    /** Returns whether an address has given so many wrong proofs that the next one must wait. */
    boolean isGuessing(InetAddress from) {
        Guesses known = guesses.get(from);
        if (known != null && known.waiting == 0 && ticker.nanoTime() - known.lastNanos > FORGET_NANOS) {
            guesses.remove(from);
            return false;
        }
        return known != null && known.wrong >= FREE_GUESSES;
    }

    /** Takes note of a wrong proof. */
    void guessed(InetAddress from) {
        Guesses known = guesses.remove(from);
        if (known == null) {
            known = new Guesses();
        }
        known.wrong++;
        known.lastNanos = ticker.nanoTime();
        guesses.put(from, known); // the latest stands last
        if (guesses.size() > MOST_REMEMBERED) {
            guesses.remove(guesses.keySet().iterator().next());
        }
    }

    /** Returns whether one more proof of this address may wait; then {@link #waited} must follow. */
    boolean mayWait(InetAddress from) {
        Guesses known = guesses.computeIfAbsent(from, absent -> new Guesses());
        if (known.waiting >= MOST_WAITING) {
            return false;
        }
        known.waiting++;
        return true;
    }

    /** A proof of this address has waited. */
    void waited(InetAddress from) {
        Guesses known = guesses.get(from);
        if (known != null && known.waiting > 0) {
            known.waiting--;
        }
    }
}
