package valkka.player;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Subscription;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.play.ValkkaFSManager;

/**
 * A player of recordings for a web page: pictures over a timeline of the whole ring. Several
 * cameras play in step, and the timeline follows a ring that is being written. In a notebook a
 * player shows itself as the value of a cell. libValkka has no such class.
 *
 * <pre>{@code Player player = session.keep("player", () -> Player.of(fs)); }</pre>
 *
 * <p>The pictures go to the page as they are stored, and the browser decodes them. The page asks
 * through the notebook's own connection, or through a server on the loopback interface of this
 * machine ({@link #address()}). Any thread may call all methods.
 */
public final class Player implements Widget {
    private final List<ValkkaFS> recordings;
    private final Remote remote;
    private final Desk desk;
    private final TimeListeners listeners = new TimeListeners();
    private final WidgetServer server = new WidgetServer("the player", View.PLAYER, this::answer);

    private Player(List<ValkkaFS> recordings, Remote remote, boolean withPictures) {
        if (recordings.isEmpty() || new HashSet<>(recordings).size() < recordings.size()) {
            throw ValkkaException.badArgument(
                    "a player of " + recordings.size() + " recordings: give at least one, and each once");
        }
        this.recordings = List.copyOf(recordings);
        this.remote = remote;
        this.desk = new Desk(this.recordings, remote, listeners, withPictures);
    }

    /**
     * Returns a player of recordings, which stay open when the player is closed. The page has the
     * clock.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when there is no recording, or one is given
     *     twice
     */
    public static Player of(ValkkaFS... recordings) {
        return new Player(Arrays.asList(recordings), new Remote.OfPages(), true);
    }

    /**
     * Returns a view of a manager's recordings: page and manager have the same time. A click on the
     * timeline seeks in the manager, and the manager's filters get the frames. The manager must have
     * been started.
     */
    public static Player of(ValkkaFSManager manager) {
        return new Player(manager.recordings(), new Remote.OfManager(manager), true);
    }

    /** Returns the timeline of recordings alone, which shows no pictures: {@code Live.watch}. */
    public static Player timeline(ValkkaFS... recordings) {
        return new Player(Arrays.asList(recordings), new Remote.OfPages(), false);
    }

    /** Lets the time run. */
    public void play() {
        remote.play();
    }

    /** Lets the time stand still. */
    public void pause() {
        remote.pause();
    }

    /**
     * Goes to a time. Play goes on or stands still as before. The page shows the picture a quarter
     * of a second later at most.
     *
     * @param mstimestamp Unix ms
     */
    public void seek(long mstimestamp) {
        remote.seek(mstimestamp);
    }

    /** Does the same as {@link #seek(long)}. */
    public void seek(Instant time) {
        seek(time.toEpochMilli());
    }

    /**
     * Sets how fast it plays. Above 4, and backwards, only key frames are shown.
     *
     * @param speed 1 is the recorded speed; from 0.25 to 16, or from -16 to -0.25 to play backwards
     * @throws ValkkaException {@code BAD_ARGUMENT} for any other speed
     */
    public void setSpeed(double speed) {
        remote.setSpeed(checkedSpeed(speed));
    }

    static double checkedSpeed(double speed) {
        double size = Math.abs(speed);
        if (!(size >= 0.25 && size <= 16)) {
            throw ValkkaException.badArgument(
                    "a player cannot play at a speed of " + speed + ": give 0.25 to 16, or -16 to -0.25");
        }
        return speed;
    }

    /** Returns the time that the page shows, Unix ms; 0 before the first picture. */
    public long getCurrentTime() {
        return remote.time();
    }

    /** Returns whether the time runs. */
    public boolean isPlaying() {
        return remote.isPlaying();
    }

    /**
     * Adds a listener that gets the page's time, up to four times a second, whenever it has changed.
     * The listener runs in a thread of the connection to the page. An exception of a listener is
     * logged and counted.
     */
    public Subscription onTime(LongConsumer listener) {
        return listeners.add(listener);
    }

    /**
     * Returns the range between the marks that the user set in the page; {@link TimeRange#EMPTY}
     * without two marks.
     */
    public TimeRange marked() {
        return desk.marked();
    }

    /**
     * Returns the clips of the last export in the page, one for each camera that has pictures
     * between the marks; none before the first export and behind {@link #close()}.
     */
    public List<Clip> exported() {
        return desk.exports().exported();
    }

    /**
     * Returns the first clip of {@link #exported()} as an mp4: a notebook plays these bytes as the
     * value of a cell.
     */
    public Optional<byte[]> clip() {
        return exported().stream().map(Clip::mp4).findFirst();
    }

    /**
     * Adds a listener that gets the clips of each export, when the export is whole. The listener
     * runs in the thread of the export. An exception of a listener is logged and counted.
     */
    public Subscription onExport(Consumer<? super List<Clip>> listener) {
        return desk.exports().listen(listener);
    }

    /** Draws marks on the timeline, in place of earlier marks. At most 1000 marks are kept. */
    public void mark(List<Mark> marks) {
        desk.mark(marks);
    }

    /** Returns the recordings, in the order in which they were given. */
    public List<ValkkaFS> recordings() {
        return recordings;
    }

    /** Returns whether the player shows pictures; otherwise it is a timeline alone. */
    public boolean hasPictures() {
        return desk.hasPictures();
    }

    /**
     * Returns a page of plain HTML that needs neither Java nor a network: a piece of the recordings
     * is in the page. Such a page stays in a saved notebook.
     *
     * @throws ValkkaException {@code BAD_ARGUMENT} when the range is empty or has more than 8 MB of
     *     pictures
     */
    public InlinedPlayer inlined(TimeRange range) {
        return InlinedPlayer.of(desk, range);
    }

    /**
     * Returns a key frame of each camera as JPEG, four at most, at the time that the page shows: a
     * picture that stands for the player.
     *
     * @param width in pixels, to which wider pictures are scaled
     */
    public List<byte[]> stills(int width) {
        return hasPictures() ? desk.stills(width) : List.of();
    }

    @Override
    public View view() {
        return View.PLAYER;
    }

    @Override
    public String address() {
        return server.address();
    }

    @Override
    public Answer answer(String question) {
        return desk.answer(question);
    }

    /** Returns whether the player was closed. */
    @Override
    public boolean isClosed() {
        return desk.questions().isClosed();
    }

    /** Returns the text of the page's ES module. */
    public static String module() {
        try (InputStream in = Player.class.getResourceAsStream("player.js")) {
            if (in == null) {
                throw new ValkkaException(Kind.NOT_FOUND, "the resource valkka/player/player.js is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ValkkaException(Kind.IO, "the resource valkka/player/player.js cannot be read: " + e, e);
        }
    }

    /** Returns the work so far. */
    public Stats stats() {
        return new Stats(
                desk.questions().answers(),
                desk.questions().errors(),
                server.refused(),
                listeners.failures() + desk.exports().failures());
    }

    /**
     * The counts of a player.
     *
     * @param answers how many questions of pages were answered
     * @param errors how many of these answers are errors
     * @param refused how many requests to the server had the wrong token, host or origin, or were
     *     too large
     * @param listenerFailures how many calls of listeners ended with an exception
     */
    public record Stats(long answers, long errors, long refused, long listenerFailures) {}

    /**
     * Ends the player: pages get no more pictures, and the server's threads end. A second call does
     * nothing.
     */
    @Override
    public void close() {
        desk.close();
        server.close();
    }

    /** Returns one line with its recordings; never the address. */
    @Override
    public String toString() {
        return (hasPictures() ? "Player of " : "Timeline of ")
                + recordings.stream().map(fs -> fs.directory().toString()).toList();
    }
}
