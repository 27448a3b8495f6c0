package valkka.media;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valkka.ffmpeg.PictureParser;
import valkka.frame.BasicFrame;
import valkka.fs.TimeRange;
import valkka.nal.AccessUnit;

/**
 * Puts the pictures and the sound of one file into a muxer, with their times. {@code close()} frees
 * all native memory.
 */
final class TrackWriter implements AutoCloseable {
    private static final int PICTURE = 0;
    private static final int FIRST_GUESS_MS = 40;

    private final Muxer muxer;
    private final long zero;
    private final boolean hasLengths;
    private final PictureOrder order;
    private final @Nullable PictureParser parser; // null where pictures come as they are shown
    private final @Nullable KnownSets knownSets; // null where parameter sets stay among the pictures
    private final @Nullable SoundTrack sound; // null without sound
    private final SoundClock soundClock;
    private final int soundNumber; // of the track

    private long pictures;
    private long packets;
    private long bytes;
    private long from = Long.MAX_VALUE;
    private long to = Long.MIN_VALUE;
    private long firstSound = Long.MAX_VALUE;
    private long lastSound;
    private long lastDts = Long.MIN_VALUE; // of pictures
    private long lastStep = Long.MAX_VALUE;
    private long interval = FIRST_GUESS_MS;

    /**
     * Opens a file.
     *
     * @param picture {@code null} for none
     * @param newSound {@code null} for none
     * @param zero the time of recording that is the file's time 0, Unix ms
     */
    TrackWriter(MediaFile.Target target, @Nullable PictureTrack picture, @Nullable SoundTrack newSound, long zero) {
        List<Track> tracks = new ArrayList<>();
        Optional.ofNullable(picture).ifPresent(tracks::add);
        Optional.ofNullable(newSound).ifPresent(tracks::add);
        this.zero = zero;
        this.hasLengths = picture != null && picture.hasLengths();
        this.order = new PictureOrder(picture == null ? 0 : picture.delay(), this::write);
        this.sound = newSound;
        this.soundClock = new SoundClock(newSound == null ? 0 : newSound.sampleRate());
        this.soundNumber = tracks.size() - 1;
        this.knownSets = picture != null && target.container().wantsSetsInFront(picture.codec())
                ? new KnownSets(picture.codec())
                : null;
        this.parser = picture == null || picture.delay() == 0 ? null : new PictureParser(picture.codec());
        boolean opened = false;
        try {
            this.muxer = new Muxer(target, tracks, Instant.ofEpochMilli(zero));
            opened = true;
        } finally {
            if (!opened && parser != null) {
                parser.close();
            }
        }
    }

    /** @param restarts whether the order of showing is counted anew from this picture on */
    void picture(AccessUnit unit, boolean restarts) {
        if (parser != null) {
            parser.parse(unit.nalUnits());
        }
        order.add(unit, parser == null ? 0 : parser.pictureOrderCount(), restarts);
    }

    private void write(AccessUnit unit, long pts, long dts) {
        long decoded = Math.max(dts, lastDts + 1);
        if (pictures > 0) {
            long step = decoded - lastDts;
            interval = Math.min(step, lastStep); // not the length of a gap
            lastStep = step;
        }
        lastDts = decoded;
        long shown = Math.max(pts, decoded);
        AccessUnit written = knownSets == null ? unit : knownSets.without(unit);
        int size = written.size();
        if (hasLengths) {
            written.copyWithLengths(muxer.packet(size));
        } else {
            written.copyTo(muxer.packet(size));
        }
        muxer.write(PICTURE, shown - zero, decoded - zero, interval, unit.key());
        pictures++;
        bytes += size;
        from = Math.min(from, shown);
        to = Math.max(to, shown);
    }

    /** Writes a packet of sound; nothing without a track for it, or before the file's beginning. */
    void sound(BasicFrame packet) {
        if (sound == null || packet.mstimestamp() < zero) {
            return;
        }
        int size = sound.sizeOf(packet);
        long samples = sound.samples(packet);
        long stamp = soundClock.stamp(packet.mstimestamp() - zero, samples);
        sound.copy(packet, muxer.packet(size));
        muxer.write(soundNumber, stamp, stamp, samples, true);
        firstSound = Math.min(firstSound, packet.mstimestamp());
        lastSound = packet.mstimestamp();
        packets++;
        bytes += size;
    }

    /** Writes what waits, and the end of the file. */
    void finish() {
        order.flush();
        muxer.finish();
    }

    /** Pictures written. */
    long pictures() {
        return pictures;
    }

    /** Packets of sound written. */
    long packets() {
        return packets;
    }

    /** Bytes of both. */
    long bytes() {
        return bytes;
    }

    /**
     * Returns from when to when the pictures written are shown; without pictures, of the sound.
     */
    TimeRange range() {
        if (pictures > 0) {
            return new TimeRange(from, to);
        }
        return packets > 0 ? new TimeRange(firstSound, lastSound) : TimeRange.EMPTY;
    }

    /** Returns the bytes in memory. */
    byte[] takeBytes() {
        return muxer.takeBytes();
    }

    @Override
    public void close() {
        muxer.close();
        if (parser != null) {
            parser.close();
        }
    }
}
