package valkka.media;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.IntStream;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.BlockTable;
import valkka.fs.FrameIndex;
import valkka.fs.Ring;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;

/**
 * The part of a recording that an export takes.
 *
 * @param blocks to read, in that order
 * @param wanted the first moment of the wanted range
 * @param start the stream's key frame at which it begins, Unix ms
 * @param end the last moment of the piece
 * @param nothing the exception that says that the stream has no key frame there
 */
record ExportPlan(List<Integer> blocks, long wanted, long start, long end, ValkkaException nothing) {
    /** Looks into as many blocks as it takes to know where to begin. */
    static ExportPlan of(ValkkaFS fs, long id, TimeRange range) {
        ValkkaFSTool tool = new ValkkaFSTool(fs);
        BlockTable table = fs.getBlockTable();
        List<Integer> blocks = inOrderOfTheirFrames(fs, range);
        Survey survey = new Survey(id, range);
        for (int i = 0; i < blocks.size() && !survey.knowsTheStart(); i++) {
            survey.look(tool.frameIndex(blocks.get(i)));
        }
        if (survey.within > 0 && survey.keyBefore < 0) {
            // The block that the range begins in may begin with a picture of this stream that is no
            // key, if it holds several streams.
            List<Integer> before = table.beforeInReadingOrder(blocks.get(0), PictureSearch.MOST_BACK);
            int first = before.size();
            while (first > 0 && survey.keyBefore < 0) {
                survey.look(tool.frameIndex(before.get(--first)));
            }
            if (survey.keyBefore >= 0) {
                blocks.addAll(0, before.subList(first, before.size()));
            }
        }
        ValkkaException nothing = new ValkkaException(Kind.NOT_FOUND, survey.nothing(fs));
        if (survey.within == 0 || (survey.keyBefore < 0 && survey.keyWithin < 0)) {
            throw nothing;
        }
        long start = survey.keyBefore >= 0 ? survey.keyBefore : survey.keyWithin;
        return new ExportPlan(List.copyOf(blocks), range.from(), start, range.to(), nothing);
    }

    /**
     * Returns the blocks to read. The table sorts a block by a single key, and with several streams
     * by the last one: one key frame of the far future moves its block behind all others, or out of
     * the range. Such a block is read in front of the block that was written after it.
     */
    private static List<Integer> inOrderOfTheirFrames(ValkkaFS fs, TimeRange range) {
        BlockTable table = fs.getBlockTable();
        Ring ring = fs.getPars().ring();
        ValkkaFSTool tool = new ValkkaFSTool(fs);
        List<Integer> inOrder = table.inReadingOrder(range);
        List<Integer> blocks = new ArrayList<>(inOrder);
        for (int next : inOrder) {
            int block = ring.previous(next);
            if (table.isUsed(block)
                    && table.key(block) > table.key(next)
                    && smallestTime(tool.frameIndex(block)) <= table.key(next)) {
                blocks.remove((Integer) block);
                blocks.add(blocks.indexOf(next), block);
            }
        }
        return blocks;
    }

    private static long smallestTime(FrameIndex frames) {
        return IntStream.range(0, frames.size())
                .mapToLong(frames::mstimestamp)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /**
     * Of a stream's frames up to the end of a range, and in front of it those in the block that it
     * begins in.
     */
    static long bytes(ValkkaFS fs, long id, TimeRange range) {
        FrameIndex frames = fs.frameIndex(range);
        return IntStream.range(0, frames.size())
                .filter(i -> frames.id(i) == id && frames.mstimestamp(i) <= range.to())
                .mapToLong(frames::payloadSize)
                .sum();
    }

    /** The present frames of a stream. */
    private static final class Survey {
        private final long id;
        private final TimeRange range;
        private final TreeSet<Long> ids = new TreeSet<>();
        private long keyBefore = -1; // the last at or before the range
        private long keyWithin = -1; // the first in the range
        private long within; // frames in the range
        private boolean passed; // a block was met that begins behind the beginning of the range

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
                    ? "the stream " + id + " has no picture" + where + " where decoding can start: take a longer range"
                    : "there is no stream " + id + where + ": the ids there are " + ids;
        }

        /** Blocks that follow begin later still. */
        boolean knowsTheStart() {
            return passed && within > 0 && (keyBefore >= 0 || keyWithin >= 0);
        }

        void look(FrameIndex frames) {
            passed |= frames.size() > 0 && smallestTime(frames) > range.from();
            for (int i = 0; i < frames.size(); i++) {
                ids.add(frames.id(i));
                if (frames.id(i) != id) {
                    continue;
                }
                long time = frames.mstimestamp(i);
                within += range.contains(time) ? 1 : 0;
                if (frames.subsession(i) != 0 || !frames.isKey(i)) {
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

    /** Adds to a result where the file begins, and why there. */
    Export.Result explain(Export.Result result) {
        List<String> notes = new ArrayList<>();
        long first = result.range().from();
        if (result.pictures() > 0 && first < wanted) {
            notes.add("it begins " + seconds(wanted - first)
                    + " before the range, at the last picture where decoding can start");
        } else if (result.pictures() > 0 && start > wanted) {
            notes.add("it begins " + seconds(first - wanted)
                    + " behind the beginning of the range: decoding can start at no earlier picture that is recorded");
        }
        notes.addAll(result.notes());
        return new Export.Result(
                result.file(),
                result.range(),
                result.pictures(),
                result.soundPackets(),
                result.bytes(),
                result.gaps(),
                notes);
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }

    /** Returns whether a frame is to be written. */
    boolean wants(BasicFrame frame) {
        return frame.mstimestamp() >= start && frame.mstimestamp() <= end;
    }

    /** Returns how much is done, from 0 to 1, when the frame of this time is. */
    double done(long mstimestamp) {
        return end <= start ? 1 : Math.min(1, Math.max(0, (double) (mstimestamp - start) / (end - start)));
    }
}
