package valkka.media;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.MediaType;
import valkka.frame.ValkkaException;
import valkka.fs.TimeRange;
import valkka.nal.AccessUnit;
import valkka.nal.AccessUnitAssembler;
import valkka.nal.EntryPoint;

/**
 * A file for the video and the sound of one camera. The file begins with the first key picture, and
 * leaves out pictures that cannot be decoded, see {@link PictureGate}. A file must know its tracks
 * before the first packet. So memory holds the first second until the sound has come and tells its
 * rate, or does not come.
 *
 * <p>Used by one thread at a time. {@link #close()} frees everything; without {@link #finish()} the
 * file is not whole.
 */
final class MediaFile implements AutoCloseable {
    /** So long, in the stream's time, the first picture waits for the first sound. */
    private static final int WAIT_FOR_SOUND_MS = 1000;
    /** So long, in the stream's time, the file waits for sound that is to tell its rate. */
    private static final int MOST_HELD_MS = 2000;
    /** Memory holds at most so many bytes until then. */
    private static final long MOST_HELD_BYTES = 32L << 20;
    /** So many pictures show whether some come in another order than they are shown in. */
    private static final int ENOUGH_PICTURES = 8;
    /** For a stream that has B frames and does not say how many it has at once. */
    private static final int USUAL_DELAY = 2;

    /** Packets of sound behind one picture; more is no camera. */
    private static final int MOST_BEHIND_PICTURE = 1000;

    private static final int LEAST_ROOM = 8; // the header of a box

    private final Target target;
    private final long zerotime; // 0 for the first picture's
    private final boolean withPicture;
    private final SoundChoice choice;
    private final AccessUnitAssembler assembler = new AccessUnitAssembler();
    private final PictureGate gate = new PictureGate();

    /** The pictures and packets of sound that come before the file is open. */
    private final List<Held> held = new ArrayList<>();

    /** Sound that came behind the beginning of the picture that is not complete yet. */
    private final List<BasicFrame> behindPicture = new ArrayList<>();

    private long heldBytes;
    private int heldPictures;
    private @Nullable PictureTrack picture; // null before the first key picture
    private @Nullable TrackWriter writer; // null before the file is open
    private @Nullable Codec soundCodec; // of the open file; null without sound
    private long zero = -1; // -1 before the first picture or, without pictures, the first sound
    private long tooLarge;
    private int usualSlices;

    /**
     * The place of a file.
     *
     * @param file {@code null} for memory
     * @param room what an mp4 keeps for its index in front of the packets, in bytes; too little
     *     costs a second pass at the end
     */
    record Target(Container container, @Nullable Path file, int room) {
        Target {
            room = Math.max(room, LEAST_ROOM);
        }

        /** Returns whether the packets are to stand behind the index. */
        boolean hasIndexInFront() {
            return container == Container.MP4 && file != null;
        }

        @Override
        public String toString() {
            return file == null ? container + " in memory" : file.toString();
        }
    }

    /** A picture or a packet of sound. */
    private sealed interface Held {
        int size();

        long mstimestamp();

        void writeTo(TrackWriter writer);
    }

    private record HeldPicture(AccessUnit unit, boolean restarts) implements Held {
        @Override
        public int size() {
            return unit.size();
        }

        @Override
        public long mstimestamp() {
            return unit.mstimestamp();
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
        public long mstimestamp() {
            return packet.mstimestamp();
        }

        @Override
        public void writeTo(TrackWriter writer) {
            writer.sound(packet);
        }
    }

    /**
     * A file that is made when its first picture comes.
     *
     * @param zerotime the time of recording that is the file's time 0, Unix ms; 0 for that of the
     *     first picture
     */
    MediaFile(Target target, long zerotime) {
        this(target, zerotime, true, new SoundChoice(target.container(), 0, new SoundSpacing()));
    }

    /** @param withPicture false for sound alone */
    MediaFile(Target target, long zerotime, boolean withPicture, SoundChoice choice) {
        this.target = target;
        this.zerotime = zerotime;
        this.withPicture = withPicture;
        this.choice = choice;
    }

    /**
     * Takes the next frame, of the picture or of the sound.
     *
     * @throws ValkkaException {@code FULL} or {@code IO} when it cannot be written
     */
    void put(BasicFrame frame) {
        if (!withPicture) {
            sound(frame);
        } else if (frame.nalUnitType() >= 0) {
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
            picture = PictureTrack.of(unit, target.container());
            zero = zerotime > 0 ? zerotime : unit.mstimestamp();
        } else if (!unit.codec().equals(picture.codec())) {
            throw ValkkaException.badArgument("the stream " + target + " is made of was " + picture.codec()
                    + " and is " + unit.codec() + " from " + Instant.ofEpochMilli(unit.mstimestamp())
                    + " on, and a file holds one of them: begin another file there");
        }
        // At the other entry points the order of showing is not counted anew.
        EntryPoint.Kind entry = unit.entry().kind();
        boolean counted = entry == EntryPoint.Kind.IDR || entry == EntryPoint.Kind.BLA;
        add(new HeldPicture(unit, counted || gate.isBeginning(unit)));
    }

    private void sound(BasicFrame packet) {
        if (withPicture ? picture == null || !gate.isOpen() : packet.mstimestamp() < zerotime) {
            return; // there is nothing to be seen that it belongs to
        }
        if (writer != null) {
            if (soundCodec == null) {
                choice.refuse("the sound began later than the picture by more than a second");
            } else if (packet.codec().equals(soundCodec)) {
                add(new HeldSound(packet));
            }
        } else if (packet.codec().mediaType() != MediaType.VIDEO && choice.takes(packet)) {
            if (zero < 0) {
                zero = zerotime > 0 ? zerotime : packet.mstimestamp();
            }
            add(new HeldSound(packet));
        }
    }

    private void add(Held next) {
        if (writer != null) {
            next.writeTo(writer);
            return;
        }
        held.add(next);
        heldBytes += next.size();
        heldPictures += next instanceof HeldPicture ? 1 : 0;
        if (isReady(next.mstimestamp() - held.get(0).mstimestamp())) {
            open();
        }
    }

    /** @param millis how much of the file is held */
    private boolean isReady(long millis) {
        if (heldBytes > MOST_HELD_BYTES || millis >= MOST_HELD_MS) {
            return true;
        }
        boolean enoughPictures = !withPicture || heldPictures >= ENOUGH_PICTURES;
        boolean noSound = withPicture && !choice.hasBegun() && millis >= WAIT_FOR_SOUND_MS;
        return (enoughPictures && choice.isSettled()) || noSound;
    }

    private TrackWriter open() {
        boolean reordered =
                held.stream().anyMatch(one -> one instanceof HeldPicture shown && shown.unit.isBidirectional());
        if (picture != null && picture.delay() == 0 && reordered) {
            picture = picture.withDelay(USUAL_DELAY);
        }
        SoundTrack sound = choice.track().orElse(null);
        soundCodec = sound == null ? null : sound.codec();
        TrackWriter opened = new TrackWriter(target, picture, sound, zero);
        writer = opened;
        held.forEach(one -> one.writeTo(opened));
        held.clear();
        return opened;
    }

    /**
     * Completes the file.
     *
     * @return false when there was no key picture, or no sound that has a place, and no file was
     *     made
     */
    boolean finish() {
        dropHalf();
        behindPicture.forEach(this::sound);
        behindPicture.clear();
        if (writer == null && held.isEmpty()) {
            return false;
        }
        TrackWriter last = writer == null ? open() : writer;
        last.finish();
        return true;
    }

    /**
     * Returns the result so far. {@code path} is the file's place after completion, {@code null}
     * for memory.
     */
    Export.Result result(@Nullable Path path) {
        List<String> notes = new ArrayList<>(gate.notes());
        notes.addAll(choice.notes());
        if (writer == null) {
            return new Export.Result(path, TimeRange.EMPTY, 0, 0, 0, gate.gaps(), notes);
        }
        return new Export.Result(
                path, writer.range(), writer.pictures(), writer.packets(), writer.bytes(), gate.gaps(), notes);
    }

    /** Keeps pictures behind a loss too, as every player would show them: until then they are left out. */
    void keepAfterLoss() {
        gate.keepAfterLoss();
    }

    /** Returns what else to know of its pictures, as that they begin at a recovery point. */
    List<String> pictureNotes() {
        return gate.notes();
    }

    /** What was written into memory; nothing when there was no key picture. */
    byte[] takeBytes() {
        return writer == null ? new byte[0] : writer.takeBytes();
    }

    @Override
    public void close() {
        held.clear();
        if (writer != null) {
            writer.close();
        }
    }
}
