package valkka.media;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException;
import valkka.fs.TimeRange;
import valkka.nal.AccessUnit;
import valkka.nal.AccessUnitAssembler;

/**
 * A file for the video and the sound of one camera. The file begins with the first key picture, and
 * leaves out pictures that cannot be decoded, see {@link PictureGate}. A file must know its tracks
 * before the first packet. So memory holds the first second until the sound has come, or does not
 * come.
 *
 * <p>Used by one thread at a time. {@link #close()} frees everything; without {@link #finish()} the
 * file is not whole.
 */
final class MediaFile implements AutoCloseable {
    /** So long, in the stream's time, the first picture waits for the first sound. */
    private static final int WAIT_FOR_SOUND_MS = 1000;
    /** Memory holds at most so many bytes until then. */
    private static final long MOST_HELD_BYTES = 32L << 20;
    /** So many pictures show whether some come in another order than they are shown in. */
    private static final int ENOUGH_PICTURES = 8;
    /** For a stream that has B frames and does not say how many it has at once. */
    private static final int USUAL_DELAY = 2;

    /** Packets of sound behind one picture; more is no camera. */
    private static final int MOST_BEHIND_PICTURE = 1000;

    private static final int CRA = 21; // of H.265: a key picture at which the order of showing is not counted anew

    private final Container container;
    private final @Nullable Path file; // null for memory
    private final long zerotime; // 0 for the first picture's
    private final AccessUnitAssembler assembler = new AccessUnitAssembler();
    private final PictureGate gate = new PictureGate();
    private final List<String> notes = new ArrayList<>();

    /** The pictures and packets of sound that come before the file is open. */
    private final List<Held> held = new ArrayList<>();

    /** Sound that came behind the beginning of the picture that is not complete yet. */
    private final List<BasicFrame> behindPicture = new ArrayList<>();

    private long heldBytes;
    private int heldPictures;
    private @Nullable Track picture; // null before the first key picture
    private @Nullable Track sound;
    private boolean soundRefused;
    private @Nullable TrackWriter writer; // null before the file is open
    private long zero;
    private long tooLarge;
    private int usualSlices;

    /** A picture or a packet of sound. */
    private sealed interface Held {
        int size();

        void writeTo(TrackWriter writer);
    }

    private record HeldPicture(AccessUnit unit, boolean restarts) implements Held {
        @Override
        public int size() {
            return unit.size();
        }

        @Override
        public void writeTo(TrackWriter writer) {
            writer.picture(unit, restarts);
        }
    }

    private record HeldSound(BasicFrame packet) implements Held {
        @Override
        public int size() {
            return packet.size();
        }

        @Override
        public void writeTo(TrackWriter writer) {
            writer.sound(packet);
        }
    }

    /**
     * A file that is made when its first picture comes.
     *
     * @param file {@code null} for memory
     * @param zerotime the time of recording that is the file's time 0, Unix ms; 0 for that of the
     *     first picture
     */
    MediaFile(Container container, @Nullable Path file, long zerotime) {
        this.container = container;
        this.file = file;
        this.zerotime = zerotime;
    }

    /**
     * Takes the next frame, of the picture or of the sound.
     *
     * @throws ValkkaException {@code FULL} or {@code IO} when it cannot be written
     */
    void put(BasicFrame frame) {
        if (frame.nalUnitType() >= 0) {
            if (frame.isAfterGap()) {
                dropHalf();
            }
            assembler.add(frame).ifPresent(this::picture);
        } else if (frame.subsession() != 0 && behindPicture.size() < MOST_BEHIND_PICTURE) {
            behindPicture.add(frame);
        }
    }

    /** A picture that ends at a gap with fewer slices than the one before is not whole. */
    private void dropHalf() {
        assembler.finish().filter(unit -> unit.slices() >= usualSlices).ifPresent(this::picture);
    }

    private void picture(AccessUnit unit) {
        takePicture(unit);
        behindPicture.forEach(this::sound);
        behindPicture.clear();
    }

    private void takePicture(AccessUnit unit) {
        boolean lost = assembler.dropped() != tooLarge;
        tooLarge = assembler.dropped();
        usualSlices = unit.key() ? 0 : unit.slices(); // key pictures may be cut otherwise
        if (unit.mstimestamp() < zerotime) {
            return;
        }
        if (!gate.passes(unit, lost)) {
            return;
        }
        if (picture == null) {
            picture = Track.video(unit);
            zero = zerotime > 0 ? zerotime : unit.mstimestamp();
        } else if (!unit.codec().equals(picture.codec())) {
            throw ValkkaException.badArgument("the stream " + where() + " is made of was " + picture.codec()
                    + " and is " + unit.codec() + " from " + Instant.ofEpochMilli(unit.mstimestamp())
                    + " on, and a file holds one of them: begin another file there");
        }
        boolean counted = unit.key() && unit.firstSlice().nalUnitType() != CRA;
        add(new HeldPicture(unit, counted || gate.isBeginning(unit)));
    }

    private void sound(BasicFrame packet) {
        if (picture == null || !gate.isOpen() || soundRefused) {
            return; // there is nothing to be seen that it belongs to, or no place for it
        }
        if (sound == null) {
            sound = writer == null
                    ? soundTrack(packet)
                    : refuse("the sound began later than the picture by more than a second");
        }
        if (sound != null && packet.codec().equals(sound.codec())) {
            add(new HeldSound(packet));
        }
    }

    private @Nullable Track soundTrack(BasicFrame packet) {
        Track track = Track.sound(packet).orElse(null);
        if (track == null) {
            return refuse("the recording does not tell what the sound, " + packet.codec() + ", needs to be played");
        }
        return container.takes(packet.codec())
                ? track
                : refuse(container + " has no place for the sound, " + packet.codec());
    }

    private @Nullable Track refuse(String why) {
        soundRefused = true;
        notes.add("without sound: " + why);
        return null;
    }

    private void add(Held next) {
        if (writer != null) {
            next.writeTo(writer);
            return;
        }
        held.add(next);
        heldBytes += next.size();
        boolean ready = heldBytes > MOST_HELD_BYTES;
        if (next instanceof HeldPicture last) {
            heldPictures++;
            boolean tracksKnown = sound != null || soundRefused;
            ready |= last.unit.mstimestamp() - zero >= WAIT_FOR_SOUND_MS
                    || (tracksKnown && heldPictures >= ENOUGH_PICTURES);
        }
        if (ready && picture != null) {
            open(picture);
        }
    }

    private TrackWriter open(Track first) {
        boolean reordered =
                held.stream().anyMatch(one -> one instanceof HeldPicture shown && shown.unit.isBidirectional());
        Track track = first.delay() == 0 && reordered ? first.withDelay(USUAL_DELAY) : first;
        TrackWriter opened = new TrackWriter(container, file, track, sound, zero);
        picture = track;
        writer = opened;
        held.forEach(one -> one.writeTo(opened));
        held.clear();
        return opened;
    }

    /**
     * Completes the file.
     *
     * @return false when there was no key picture, and no file was made
     */
    boolean finish() {
        dropHalf();
        behindPicture.forEach(this::sound);
        behindPicture.clear();
        if (picture == null) {
            return false;
        }
        TrackWriter last = writer == null ? open(picture) : writer;
        last.finish();
        return true;
    }

    /**
     * Returns the result so far. {@code path} is the file's place after completion, {@code null}
     * for memory.
     */
    Export.Result result(@Nullable Path path) {
        if (writer == null) {
            return new Export.Result(path, TimeRange.EMPTY, 0, 0, 0, gate.gaps(), List.copyOf(notes));
        }
        return new Export.Result(
                path,
                new TimeRange(writer.from(), writer.to()),
                writer.pictures(),
                writer.packets(),
                writer.bytes(),
                gate.gaps(),
                List.copyOf(notes));
    }

    /** What was written into memory; nothing when there was no key picture. */
    byte[] takeBytes() {
        return writer == null ? new byte[0] : writer.takeBytes();
    }

    private String where() {
        return file == null ? container + " in memory" : file.toString();
    }

    @Override
    public void close() {
        held.clear();
        if (writer != null) {
            writer.close();
        }
    }
}
