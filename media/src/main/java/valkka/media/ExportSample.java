package valkka.media;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import valkka.frame.Codec;
import valkka.frame.MediaType;
import valkka.fs.FrameIndex;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;

/**
 * What a few blocks tell of a stream, before all are read: how many pictures and packets of sound
 * come, and how fast the sound comes.
 */
final class ExportSample {
    /** So many blocks, spread over the piece. */
    private static final int BLOCKS = 8;
    /** Where few blocks tell of many, the stream may be this much faster elsewhere. */
    private static final double MARGIN = 1.25;

    /** What ends where another block begins has a part there. */
    private static final int EDGE_MS = 1000;

    private final long id;
    private final SoundSpacing spacing = new SoundSpacing();
    private final Set<Long> times = new HashSet<>(); // of the pictures of a block
    private int mostPictures; // of a block
    private int mostPackets;
    private double picturesPerMs; // the highest of all blocks
    private double packetsPerMs;
    private @Nullable Codec sound;
    private boolean hasPictures;
    private boolean soundLeads;

    private ExportSample(long id) {
        this.id = id;
    }

    /** Looks into a few of the blocks, which are in the order of reading. */
    static ExportSample of(ValkkaFS fs, long id, List<Integer> blocks) {
        ValkkaFSTool tool = new ValkkaFSTool(fs);
        ExportSample sample = new ExportSample(id);
        Set<Integer> places = new TreeSet<>();
        for (int i = 0; i < BLOCKS && !blocks.isEmpty(); i++) {
            places.add((int) ((long) i * (blocks.size() - 1) / (BLOCKS - 1)));
        }
        int last = -1;
        for (int place : places) {
            if (place != last + 1) {
                sample.spacing.breakOff();
            }
            sample.look(tool.frameIndex(blocks.get(place)));
            last = place;
        }
        return sample;
    }

    private void look(FrameIndex frames) {
        int packets = 0;
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        times.clear();
        for (int i = 0; i < frames.size(); i++) {
            if (frames.id(i) != id) {
                continue;
            }
            from = Math.min(from, frames.mstimestamp(i));
            to = Math.max(to, frames.mstimestamp(i));
            if (frames.codec(i).mediaType() == MediaType.AUDIO) {
                packets++;
                soundLeads |= frames.subsession(i) == 0;
                sound(frames.codec(i), frames.mstimestamp(i), frames.payloadSize(i));
            } else {
                times.add(frames.mstimestamp(i));
            }
        }
        hasPictures |= !times.isEmpty();
        mostPictures = Math.max(mostPictures, times.size());
        mostPackets = Math.max(mostPackets, packets);
        if (to > from) {
            picturesPerMs = Math.max(picturesPerMs, (double) times.size() / (to - from));
            packetsPerMs = Math.max(packetsPerMs, (double) packets / (to - from));
        }
    }

    private void sound(Codec codec, long mstimestamp, int size) {
        if (sound == null) {
            sound = codec;
        }
        if (codec.equals(sound)) {
            spacing.add(mstimestamp, size);
        }
    }

    /** Returns whether there is sound, and not one picture. */
    boolean isSoundAlone() {
        return sound != null && !hasPictures;
    }

    /** Returns whether that sound is in the subsession of pictures. */
    boolean soundLeads() {
        return soundLeads;
    }

    /** Returns the spacing of the sound. */
    SoundSpacing spacing() {
        return spacing;
    }

    /**
     * Returns the room that the index of an mp4 is going to take. The time tells more than the
     * number of blocks, unless there are gaps in it.
     *
     * @param blocks how many are exported
     */
    int indexBytes(TimeRange range, int blocks) {
        double millis = (double) range.to() - range.from() + 2 * EDGE_MS;
        double pictures = Math.min(picturesPerMs * millis, 2.0 * mostPictures * blocks);
        double packets = Math.min(packetsPerMs * millis, 2.0 * mostPackets * blocks);
        return (int)
                Math.min(Integer.MAX_VALUE / 2, Mp4Index.room((long) (pictures * MARGIN), (long) (packets * MARGIN)));
    }
}
