package valkka.exam;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import valkka.frame.BasicFrame;
import valkka.fs.BlockTable;

/**
 * Where the frames of a story lie in their ring, by the rules of docs/reference/format.md. The
 * answers come from here, and not from the recording: a test solves each exam by reading.
 */
final class ExamRing {
    private static final int HEADER = 36;
    private static final int END_MARK = 8;
    private static final int SPS = 7;

    /**
     * A block.
     *
     * @param number its place in the ring
     * @param key as the table has it
     * @param offsets of the frames' records in the block
     */
    record Place(int number, long key, List<BasicFrame> frames, List<Integer> offsets) {
        long last() {
            return frames.stream().mapToLong(BasicFrame::mstimestamp).max().orElseThrow();
        }

        boolean hasSps() {
            return frames.stream().anyMatch(ExamRing::isSps);
        }

        boolean has(long time) {
            return frames.get(0).mstimestamp() <= time
                    && time <= frames.get(frames.size() - 1).mstimestamp();
        }

        long pictures() {
            return frames.stream()
                    .filter(frame -> frame.nalUnitType() == 1 || frame.nalUnitType() == 5)
                    .count();
        }
    }

    /** How many blocks the ring has. */
    final int size;
    /** The block where a writer would go on. */
    final int next;
    /** The blocks that are left, the oldest first. */
    final List<Place> places;

    ExamRing(ExamStory story) {
        List<List<BasicFrame>> blocks = packed(story);
        size = blocks.size() - story.overwritten + 1;
        next = blocks.size() % size;
        List<Place> all = new ArrayList<>();
        long key = 0;
        for (List<BasicFrame> frames : blocks) {
            key = frames.stream()
                    .filter(ExamRing::isSps)
                    .mapToLong(BasicFrame::mstimestamp)
                    .min()
                    .orElse(key); // a block without a key frame has the key of the block before
            all.add(new Place(all.size() % size, key, frames, offsets(frames)));
        }
        places = List.copyOf(all.subList(story.overwritten, all.size()));
    }

    private static List<List<BasicFrame>> packed(ExamStory story) {
        List<List<BasicFrame>> blocks = new ArrayList<>();
        int room = 0;
        for (BasicFrame frame : story.frames()) {
            if (record(frame) + END_MARK > room) {
                blocks.add(new ArrayList<>());
                room = story.blockSize;
            }
            blocks.get(blocks.size() - 1).add(frame);
            room -= record(frame);
        }
        return blocks;
    }

    private static List<Integer> offsets(List<BasicFrame> frames) {
        List<Integer> offsets = new ArrayList<>();
        int offset = 0;
        for (BasicFrame frame : frames) {
            offsets.add(offset);
            offset += record(frame);
        }
        return offsets;
    }

    private static int record(BasicFrame frame) {
        return HEADER + frame.size();
    }

    private static boolean isSps(BasicFrame frame) {
        return frame.nalUnitType() == SPS;
    }

    BlockTable table() {
        long[][] rows = new long[size][2];
        for (Place place : places) {
            rows[place.number()] = new long[] {place.key(), place.last()};
        }
        return BlockTable.of(rows);
    }

    /** Returns the block that holds the frames around a time. */
    Place at(long time) {
        return places.stream().filter(place -> place.has(time)).findFirst().orElseThrow();
    }

    /** Returns the block with the last SPS at or before a time. */
    Place lastSps(long time) {
        Place found = places.get(0);
        long latest = 0;
        for (Place place : places) {
            for (BasicFrame frame : place.frames()) {
                if (isSps(frame) && frame.mstimestamp() <= time && frame.mstimestamp() >= latest) {
                    latest = frame.mstimestamp();
                    found = place;
                }
            }
        }
        return found;
    }

    /** Returns the blocks that have no SPS. */
    List<Place> withoutSps() {
        return places.stream().filter(place -> !place.hasSps()).toList();
    }

    /**
     * Returns where in {@code places} ordinary blocks stand, with two ordinary blocks behind them:
     * each has a key frame, none has the step of the clock, and each follows in time.
     *
     * @param events when something happens that no ordinary block has, Unix ms
     */
    List<Integer> ordinary(List<Long> events) {
        return IntStream.range(1, places.size() - 4)
                .filter(i -> IntStream.range(i, i + 3).allMatch(j -> isOrdinary(j, events)))
                .boxed()
                .toList();
    }

    private boolean isOrdinary(int i, List<Long> events) {
        Place place = places.get(i);
        Place behind = places.get(i + 1);
        return place.hasSps()
                && behind.hasSps()
                && events.stream().noneMatch(place::has)
                && behind.key() - place.key() > 6_000
                && place.last() < behind.last()
                && isInOrder(place);
    }

    private static boolean isInOrder(Place place) {
        return IntStream.range(1, place.frames().size())
                .allMatch(i -> place.frames().get(i).mstimestamp()
                        >= place.frames().get(i - 1).mstimestamp());
    }
}
