package valkka.player;

import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import valkka.play.PlayState;
import valkka.play.ValkkaFSManager;

/**
 * What Java tells a player's pages, and what the pages tell. Without a manager, pages have the
 * clock, and fetch commands. With a manager, the manager has the clock, and the pages follow.
 */
interface Remote {
    void play();

    void pause();

    void seek(long time);

    void setSpeed(double speed);

    /** Takes a report of a page. */
    void report(long time, boolean playing, double speed);

    /** Returns the play position, Unix ms; 0 when none is known. */
    long time();

    boolean isPlaying();

    double speed();

    /** Returns the commands behind number {@code seen}, oldest first. */
    List<Command> since(long seen);

    /** Returns the number of the newest command. */
    long newest();

    /** Returns whether pages follow a clock in Java. */
    boolean hasClock();

    /**
     * A command for pages.
     *
     * @param number counts commands from 1 on
     * @param verb {@code play}, {@code pause}, {@code seek} or {@code speed}
     * @param value a time in Unix ms, or a speed; 0 for the other verbs
     */
    record Command(long number, String verb, double value) {
        Map<String, Object> json() {
            return Map.of("number", number, "verb", verb, "value", value);
        }
    }

    /** Commands for pages that have the clock. */
    final class OfPages implements Remote {
        /** A page that has been away longer misses the oldest commands. */
        private static final int MOST_COMMANDS = 64;

        private final Deque<Command> commands = new ArrayDeque<>();
        private long newest;
        private long time;
        private boolean playing;
        private double speed = 1;

        @Override
        public synchronized void play() {
            playing = true;
            add("play", 0);
        }

        @Override
        public synchronized void pause() {
            playing = false;
            add("pause", 0);
        }

        @Override
        public synchronized void seek(long to) {
            time = to;
            add("seek", (double) to);
        }

        @Override
        public synchronized void setSpeed(double to) {
            speed = to;
            add("speed", to);
        }

        private void add(String verb, double value) {
            commands.addLast(new Command(++newest, verb, value));
            if (commands.size() > MOST_COMMANDS) {
                commands.removeFirst();
            }
        }

        @Override
        public synchronized void report(long now, boolean isPlaying, double at) {
            time = now;
            playing = isPlaying;
            speed = at;
        }

        @Override
        public synchronized long time() {
            return time;
        }

        @Override
        public synchronized boolean isPlaying() {
            return playing;
        }

        @Override
        public synchronized double speed() {
            return speed;
        }

        @Override
        public synchronized List<Command> since(long seen) {
            return commands.stream().filter(command -> command.number() > seen).toList();
        }

        @Override
        public synchronized long newest() {
            return newest;
        }

        @Override
        public boolean hasClock() {
            return false;
        }
    }

    /** The clock of a manager. */
    final class OfManager implements Remote {
        private static final System.Logger LOG = System.getLogger("valkka.player");

        private final ValkkaFSManager manager;
        private volatile double speed = 1;

        OfManager(ValkkaFSManager manager) {
            this.manager = manager;
        }

        @Override
        public void play() {
            manager.play();
        }

        @Override
        public void pause() {
            manager.pause();
        }

        @Override
        public void seek(long time) {
            var unused = manager.seek(time).whenComplete((result, failure) -> {
                if (failure != null) {
                    LOG.log(Level.WARNING, "a seek of a player's page failed: " + failure.getMessage());
                }
            });
        }

        @Override
        public void setSpeed(double to) {
            manager.setSpeed(to);
            speed = to;
        }

        @Override
        public void report(long time, boolean playing, double at) {
            // The manager knows better.
        }

        @Override
        public long time() {
            return manager.getCurrentTime();
        }

        @Override
        public boolean isPlaying() {
            PlayState state = manager.state();
            return state != PlayState.STOPPED && state != PlayState.SEEKING;
        }

        @Override
        public double speed() {
            return speed;
        }

        @Override
        public List<Command> since(long seen) {
            return List.of();
        }

        @Override
        public long newest() {
            return 0;
        }

        @Override
        public boolean hasClock() {
            return true;
        }
    }
}
