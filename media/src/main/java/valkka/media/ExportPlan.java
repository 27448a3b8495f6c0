package valkka.media;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.BlockTable;
import valkka.fs.FrameIndex;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;

/**
 * What of a recording an export takes.
 *
 * @param blocks to read, in that order
 * @param start the stream's key frame at which it begins, Unix ms
 * @param end the last moment of it
 * @param bytes of the frames between, about
 * @param nothing the exception that says that the stream has no key frame there
 */
record ExportPlan(List<Integer> blocks, long start, long end, long bytes, ValkkaException nothing) {
    static ExportPlan of(ValkkaFS fs, long id, TimeRange range) {
        ValkkaFSTool tool = new ValkkaFSTool(fs);
        List<Integer> blocks = new ArrayList<>(inReadingOrder(fs.getBlockTable(), fs.getInd(range)));
        FrameIndex frames = fs.frameIndex(range);
        Survey survey = new Survey(id, range);
        survey.look(frames);
        if (survey.within > 0 && survey.keyBefore < 0) {
            // The block that the range begins in may begin with a picture of this stream that is no key, if it holds
            // several streams.
            for (int block : earlier(fs.getBlockTable(), blocks)) {
                FrameIndex before = tool.frameIndex(block);
                blocks.add(0, block);
                survey.look(before);
                if (survey.keyBefore >= 0) {
                    break;
                }
            }
        }
        ValkkaException nothing = new ValkkaException(Kind.NOT_FOUND, survey.nothing(fs));
        if (survey.within == 0 || (survey.keyBefore < 0 && survey.keyWithin < 0)) {
            throw nothing;
        }
        long start = survey.keyBefore >= 0 ? survey.keyBefore : survey.keyWithin;
        return new ExportPlan(List.copyOf(blocks), start, range.to(), survey.bytes, nothing);
    }

    /** What there is of a stream. */
    private static final class Survey {
        private final long id;
        private final TimeRange range;
        private final TreeSet<Long> ids = new TreeSet<>();
        private long keyBefore = -1; // the last at or before the range
        private long keyWithin = -1; // the first in the range
        private long within; // frames in the range
        private long bytes;

        Survey(long id, TimeRange range) {
            this.id = id;
            this.range = range;
        }

        /** That there is nothing to begin with, and why. */
        String nothing(ValkkaFS fs) {
            String where = " in " + range + " of " + fs;
            if (ids.isEmpty()) {
                return "there are no frames" + where;
            }
            if (ids.contains(id) && within == 0) {
                return "the stream " + id + " has no frames" + where + ": it was not recorded then, or is overwritten";
            }
            return ids.contains(id)
                    ? "the stream " + id + " has no key frame" + where + " to begin with: take a longer range"
                    : "there is no stream " + id + where + ": the ids there are " + ids;
        }

        void look(FrameIndex frames) {
            for (int i = 0; i < frames.size(); i++) {
                ids.add(frames.id(i));
                if (frames.id(i) != id) {
                    continue;
                }
                long time = frames.mstimestamp(i);
                within += range.contains(time) ? 1 : 0;
                bytes += time <= range.to() ? frames.payloadSize(i) : 0;
                if (frames.subsession(i) != 0 || !frames.isSeekable(i)) {
                    continue;
                }
                if (time <= range.from()) {
                    keyBefore = Math.max(keyBefore, time);
                } else if (time <= range.to() && (keyWithin < 0 || time < keyWithin)) {
                    keyWithin = time;
                }
            }
        }
    }

    static List<Integer> inReadingOrder(BlockTable table, List<Integer> blocks) {
        return blocks.stream()
                .sorted(Comparator.<Integer>comparingLong(table::key)
                        .thenComparingLong(table::last)
                        .thenComparingInt(block -> block))
                .toList();
    }

    /** The blocks in front of these, the nearest first. */
    static List<Integer> earlier(BlockTable table, List<Integer> blocks) {
        List<Integer> all = new ArrayList<>();
        for (int block = 0; block < table.size(); block++) {
            if (table.isUsed(block)) {
                all.add(block);
            }
        }
        List<Integer> sorted = new ArrayList<>(inReadingOrder(table, all));
        int end = blocks.isEmpty() ? 0 : Math.max(0, sorted.indexOf(blocks.get(0)));
        List<Integer> before = new ArrayList<>(sorted.subList(0, end));
        Collections.reverse(before);
        return before;
    }

    /** Whether a frame is to be written. */
    boolean wants(BasicFrame frame) {
        return frame.mstimestamp() >= start && frame.mstimestamp() <= end;
    }

    /** How much is done, from 0 to 1, when the frame of this time is. */
    double done(long mstimestamp) {
        return end <= start ? 1 : Math.min(1, Math.max(0, (double) (mstimestamp - start) / (end - start)));
    }
}
