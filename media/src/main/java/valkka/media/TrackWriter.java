package valkka.media;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import valkka.ffmpeg.PictureParser;
import valkka.frame.BasicFrame;
import valkka.nal.AccessUnit;

/**
 * Puts the pictures and the sound of one file into a muxer, with their times. {@code close()} frees
 * all native memory.
 */
final class TrackWriter implements AutoCloseable {
    private static final int PICTURE = 0;
    private static final int SOUND = 1;
    private static final int FIRST_GUESS_MS = 40;

    private final Muxer muxer;
    private final long zero;
    private final boolean hasLengths;
    private final PictureOrder order;
    private final @Nullable PictureParser parser; // null where pictures come as they are shown
    private final @Nullable SoundClock soundClock; // null without sound

    private long pictures;
    private long packets;
    private long bytes;
    private long from = Long.MAX_VALUE;
    private long to = Long.MIN_VALUE;
    private long lastDts = Long.MIN_VALUE; // of pictures
    private long lastStep = Long.MAX_VALUE;
    private long interval = FIRST_GUESS_MS;

    /**
     * Opens a file.
     *
     * @param file {@code null} for memory
     * @param sound {@code null} for none
     * @param zero the time of recording that is the file's time 0, Unix ms
     */
    TrackWriter(Container container, @Nullable Path file, Track picture, @Nullable Track sound, long zero) {
        List<Track> tracks = new ArrayList<>(List.of(picture));
        Optional.ofNullable(sound).ifPresent(tracks::add);
        this.zero = zero;
        this.hasLengths = picture.hasLengths();
        this.order = new PictureOrder(picture.delay(), this::write);
        this.soundClock = sound == null ? null : new SoundClock(sound);
        this.parser = picture.delay() == 0 ? null : new PictureParser(picture.codec());
        boolean opened = false;
        try {
            this.muxer = new Muxer(container, file, tracks, Instant.ofEpochMilli(zero));
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
        int size = unit.size();
        if (hasLengths) {
            unit.copyWithLengths(muxer.packet(size));
        } else {
            unit.copyTo(muxer.packet(size));
        }
        muxer.write(PICTURE, shown - zero, decoded - zero, interval, unit.key());
        pictures++;
        bytes += size;
        from = Math.min(from, shown);
        to = Math.max(to, shown);
    }

    /** Writes a packet of sound; nothing without a track for it, or before the file's beginning. */
    void sound(BasicFrame packet) {
        if (soundClock == null || packet.mstimestamp() < zero) {
            return;
        }
        int header = AdtsFrame.of(packet).map(AdtsFrame::header).orElse(0);
        int size = packet.size() - header;
        long samples = SoundClock.samplesOf(packet, size);
        long stamp = soundClock.stamp(packet.mstimestamp() - zero, samples);
        ByteBuffer target = muxer.packet(size);
        packet.copyTo(target, header, size);
        muxer.write(SOUND, stamp, stamp, samples, true);
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

    /** When the first picture written is shown, Unix ms. */
    long from() {
        return from;
    }

    /** When the last picture written is shown, Unix ms. */
    long to() {
        return to;
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
