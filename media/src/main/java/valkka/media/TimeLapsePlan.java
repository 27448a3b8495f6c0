package valkka.media;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import valkka.frame.Codec;
import valkka.frame.GapRule;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Block;
import valkka.fs.FrameIndex;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;

/**
 * The key frames of a time-lapse, found by headers alone. The recorded time is divided into slots
 * of equal length, one for each picture of the film, and the first key frame of each slot is taken.
 * Blocks that lie within a slot that has its key frame are not looked into.
 *
 * <p>A first search shows which times have no key frame. Where this is a good part of the range, a
 * second search divides only the rest into slots: else a day with a dark night would make half a
 * film.
 *
 * @param pictures two or more, in the order of time
 * @param bytes of all these pictures
 */
record TimeLapsePlan(List<PictureSearch.KeyFrame> pictures, long bytes) {
    /** Of the film. */
    static final int MOST_PICTURES_PER_SECOND = 25;

    private static final int LONGEST_HOURS = 24;
    /** Holes of less than this part of the range are no reason for a second search. */
    private static final int SMALL_PART = 20;

    private static final int HOLE_IN_SLOTS = 3;

    /**
     * Looks for the key frames.
     *
     * @param length of the film
     * @throws ValkkaException {@code BAD_ARGUMENT} for a length or a range that makes no film, and
     *     when the codec changes; {@code NOT_FOUND} when there are fewer than two key frames
     */
    static TimeLapsePlan of(ValkkaFS fs, long id, TimeRange range, Duration length) {
        if (range.isEmpty()) {
            throw ValkkaException.badArgument(
                    "there is nothing to export in " + range + ": give a range of time, as fs.getTimeRange()");
        }
        boolean isPossible = !length.isNegative() && length.compareTo(Duration.ofHours(LONGEST_HOURS)) <= 0;
        long slots = isPossible ? length.toMillis() * MOST_PICTURES_PER_SECOND / 1000 : 0;
        if (slots < 2) {
            throw ValkkaException.badArgument("a time-lapse of "
                    + (isPossible ? length.toMillis() + " ms" : length.toSeconds() + " s")
                    + ": give the length of the film, from 80 ms to " + LONGEST_HOURS + " hours");
        }
        Search search = new Search(fs, id, range);
        search.run((double) search.span() / slots);
        List<TimeRange> holes = search.holes();
        long holesMillis = holes.stream().mapToLong(TimeLapsePlan::millis).sum();
        if (search.found.size() < slots && holesMillis * SMALL_PART > search.span() && holes.size() < slots / 2) {
            search.run((double) (search.span() - holesMillis) / (slots - holes.size() - 1));
        }
        if (search.found.isEmpty()) {
            throw PictureSearch.notFound(fs, id, "in " + range, search.others);
        }
        if (search.found.size() == 1) {
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    "the stream " + id + " has one key frame in " + range + " of " + fs.directory()
                            + ", and a time-lapse needs two or more: take a longer range");
        }
        return new TimeLapsePlan(List.copyOf(search.found), search.bytes);
    }

    /** Returns the times without a key frame that are gaps of the recording: {@link GapRule}. */
    List<Gap> gaps() {
        long usual = GapRule.usualInterval(
                pictures.stream().mapToLong(PictureSearch.KeyFrame::time).toArray());
        return distances(pictures).stream()
                .filter(between -> usual > 0 && GapRule.isGap(millis(between), usual))
                .map(between -> new Gap(between, 0, "no key frame was recorded"))
                .toList();
    }

    private static List<TimeRange> distances(List<PictureSearch.KeyFrame> keys) {
        List<TimeRange> distances = new ArrayList<>();
        for (int i = 1; i < keys.size(); i++) {
            distances.add(new TimeRange(keys.get(i - 1).time(), keys.get(i).time()));
        }
        return distances;
    }

    private static long millis(TimeRange range) {
        return range.to() - range.from();
    }

    TimeRange range() {
        return new TimeRange(
                pictures.get(0).time(), pictures.get(pictures.size() - 1).time());
    }

    /** The search, block by block. */
    private static final class Search {
        private final ValkkaFS fs;
        private final long id;
        private final TimeRange range;
        private final Set<Long> others = new TreeSet<>();
        private final List<PictureSearch.KeyFrame> found = new ArrayList<>();
        private @Nullable Codec codec; // of the first key frame
        private long bytes;
        private double slotMillis;
        private double nextSlot; // when the next slot begins that has no key frame, Unix ms
        private long last; // the time of the last key frame found

        Search(ValkkaFS fs, long id, TimeRange range) {
            this.fs = fs;
            this.id = id;
            // Nothing is older, and a time far away would be too far to compute with.
            TimeRange recorded = fs.getTimeRange();
            long oldest = recorded.isEmpty() ? 0 : recorded.from();
            this.range = new TimeRange(Math.max(range.from(), oldest), range.to());
        }

        /** Returns the length of the recorded part of the range, in ms. */
        long span() {
            TimeRange recorded = fs.getTimeRange();
            return Math.max(1, 1 + Math.min(range.to(), recorded.to()) - Math.max(range.from(), recorded.from()));
        }

        /** Returns the times of several slots for which there is no key frame. */
        List<TimeRange> holes() {
            return distances(found).stream()
                    .filter(between -> millis(between) > HOLE_IN_SLOTS * slotMillis)
                    .toList();
        }

        void run(double newSlotMillis) {
            slotMillis = newSlotMillis;
            nextSlot = range.from();
            last = range.from() - 1;
            found.clear();
            bytes = 0;
            ValkkaFSTool tool = new ValkkaFSTool(fs);
            List<Block> blocks = fs.blocks(range);
            for (int i = 0; i < blocks.size(); i++) {
                if (blocks.get(i).last() >= nextSlot) {
                    TimeLapse.checkInterrupt(range);
                    // A picture may go on in the next block.
                    List<Integer> here = blocks.subList(i, Math.min(i + 2, blocks.size())).stream()
                            .map(Block::number)
                            .toList();
                    look(tool.frameIndex(here.get(0)), here);
                }
            }
        }

        private void look(FrameIndex frames, List<Integer> here) {
            Set<Long> pictures = PictureSearch.pictureTimes(frames, id, others);
            long taken = -1;
            for (int i = 0; i < frames.size(); i++) {
                long time = frames.mstimestamp(i);
                boolean isNew = time > last && time >= nextSlot && range.contains(time) && pictures.contains(time);
                if (isNew && PictureSearch.isKey(frames, i, id)) {
                    take(new PictureSearch.KeyFrame(time, here), frames.codec(i));
                    taken = time;
                }
                bytes += time == taken && frames.id(i) == id ? frames.payloadSize(i) : 0;
            }
        }

        private void take(PictureSearch.KeyFrame key, Codec ofKey) {
            Codec first = codec == null ? ofKey : codec;
            if (!ofKey.equals(first)) {
                throw ValkkaException.badArgument("the stream " + id + " was " + first + " and is " + ofKey
                        + " at " + Instant.ofEpochMilli(key.time())
                        + ", and a file holds one of them: make a time-lapse up to there, and one from there on");
            }
            codec = first;
            found.add(key);
            // A key frame that is a whole slot late begins the slots anew.
            nextSlot = (found.size() == 1 || key.time() - nextSlot >= slotMillis ? key.time() : nextSlot) + slotMillis;
            last = key.time();
        }
    }
}
