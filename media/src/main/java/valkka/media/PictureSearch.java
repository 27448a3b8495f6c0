package valkka.media;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.BlockTable;
import valkka.fs.FrameIndex;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;
import valkka.nal.NalSyntax;

/** Finds where pictures of a stream stand in a recording, by headers alone. */
final class PictureSearch {
    /** So many blocks are searched back for a key frame of a stream among others. */
    static final int MOST_BACK = 1000;

    private PictureSearch() {}

    /**
     * Finds the pictures to decode for the picture at a time.
     *
     * @param keyTime the key frame that decoding begins at, Unix ms
     * @param blocks to read, in this order
     */
    record Run(long keyTime, List<Integer> blocks) {}

    /**
     * A key frame.
     *
     * @param time Unix ms
     * @param blocks that it may stand in: its first frame is in the first one
     */
    record KeyFrame(long time, List<Integer> blocks) {
        @Override
        public String toString() {
            return "key frame at " + Instant.ofEpochMilli(time) + " in block " + blocks.get(0);
        }
    }

    /**
     * Returns the last key frame of a stream that is not later than {@code time}, and the blocks
     * from there on.
     *
     * @throws ValkkaException {@code NOT_FOUND} when the recording has no such picture
     */
    static Run before(ValkkaFS fs, long id, long time) {
        BlockTable table = fs.getBlockTable();
        ValkkaFSTool tool = new ValkkaFSTool(fs);
        List<Integer> blocks = table.inReadingOrder(new TimeRange(time, time));
        List<Integer> back = new ArrayList<>();
        if (!blocks.isEmpty()) {
            back.addAll(table.beforeInReadingOrder(blocks.get(0), MOST_BACK));
            back.addAll(blocks);
            Collections.reverse(back);
        }
        Set<Long> others = new TreeSet<>();
        List<Integer> run = new ArrayList<>();
        Set<Long> pictures = new HashSet<>(); // of the block that is looked at, and of the one behind it
        for (int block : back) {
            run.add(0, block);
            FrameIndex frames = tool.frameIndex(block);
            Set<Long> picturesBehind = pictures;
            pictures = pictureTimes(frames, id, others);
            picturesBehind.addAll(pictures);
            long key = lastKey(frames, id, time, picturesBehind);
            if (key >= 0) {
                return new Run(key, List.copyOf(run));
            }
        }
        throw notFound(fs, id, "at or before " + Instant.ofEpochMilli(time), others);
    }

    /**
     * Returns the key frames of a stream in a range, in the order of time.
     *
     * @throws ValkkaException {@code NOT_FOUND} when the range holds other streams and not this one
     */
    static List<KeyFrame> keyFrames(ValkkaFS fs, long id, TimeRange range) {
        FrameIndex frames = fs.frameIndex(range);
        List<Integer> blocks = IntStream.range(0, frames.size())
                .map(frames::block)
                .distinct()
                .boxed()
                .toList();
        Set<Long> others = new TreeSet<>();
        Set<Long> pictures = pictureTimes(frames, id, others);
        if (pictures.isEmpty() && !others.isEmpty()) {
            throw notFound(fs, id, "in " + range, others);
        }
        List<KeyFrame> keys = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < frames.size(); i++) {
            at += frames.block(i) == blocks.get(at) ? 0 : 1;
            long time = frames.mstimestamp(i);
            boolean same = !keys.isEmpty() && keys.get(keys.size() - 1).time() == time;
            if (isKey(frames, i, id) && range.contains(time) && pictures.contains(time) && !same) {
                // A picture may go on in the next block.
                keys.add(new KeyFrame(time, List.copyOf(blocks.subList(at, Math.min(at + 2, blocks.size())))));
            }
        }
        keys.sort(Comparator.comparingLong(KeyFrame::time));
        return keys;
    }

    /** Parameter sets alone make no key frame: the picture behind them may not be written yet. */
    private static long lastKey(FrameIndex frames, long id, long time, Set<Long> pictures) {
        long last = -1;
        for (int i = 0; i < frames.size(); i++) {
            if (isKey(frames, i, id) && frames.mstimestamp(i) <= time && pictures.contains(frames.mstimestamp(i))) {
                last = Math.max(last, frames.mstimestamp(i));
            }
        }
        return last;
    }

    /** Returns the times at which a stream has a picture. */
    static Set<Long> pictureTimes(FrameIndex frames, long id, Set<Long> others) {
        Set<Long> times = new HashSet<>();
        for (int i = 0; i < frames.size(); i++) {
            if (frames.id(i) != id) {
                others.add(frames.id(i));
            } else if (frames.subsession(i) == 0
                    && frames.nalUnitType(i) >= 0
                    && NalSyntax.of(frames.codec(i)).isSlice(frames.nalUnitType(i))) {
                times.add(frames.mstimestamp(i));
            }
        }
        return times;
    }

    static boolean isKey(FrameIndex frames, int i, long id) {
        return frames.id(i) == id && frames.subsession(i) == 0 && frames.nalUnitType(i) >= 0 && frames.isKey(i);
    }

    static ValkkaException notFound(ValkkaFS fs, long id, String when, Set<Long> others) {
        String there = others.isEmpty() ? "" : "; the ids met there are " + others;
        TimeRange recorded = fs.getTimeRange();
        return new ValkkaException(
                Kind.NOT_FOUND,
                "the id " + id + " has no key frame of H.264 or H.265 " + when + " in "
                        + fs.getPars().dumpfile() + there
                        + (recorded.isEmpty() ? ": nothing is recorded yet" : ": the recording goes from " + recorded));
    }
}
