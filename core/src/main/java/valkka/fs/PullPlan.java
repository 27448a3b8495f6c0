package valkka.fs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The blocks to read so that some streams of a recording can be played from a time on. These are
 * the blocks of the range, and blocks in front of it until each stream has a key frame at or before
 * the beginning. libValkka leaves this search to the caller.
 *
 * <p>The table of a {@link ValkkaMultiFS} gives the last key frame of any stream, but not the last
 * key frame of one stream. So the search looks into the blocks one by one, backwards, at most
 * {@link #MOST_BLOCKS_BACK} blocks. A stream without a key frame in these blocks plays from its
 * next key frame on, and {@link #withoutKeyFrame()} names the stream.
 *
 * @param time when play is to begin, Unix ms
 * @param blocks the blocks in the order of reading; empty for an empty recording
 * @param keyFrames by id, the time of the stream's last key frame at or before {@code time}, Unix
 *     ms
 * @param withoutKeyFrame the ids of the streams without a key frame in these blocks
 */
public record PullPlan(long time, List<Integer> blocks, Map<Long, Long> keyFrames, Set<Long> withoutKeyFrame) {
    /** The number of blocks that the search for a key frame goes back. */
    public static final int MOST_BLOCKS_BACK = 32;

    /** Makes a plan, with copies of the collections. */
    public PullPlan {
        blocks = List.copyOf(blocks);
        keyFrames = Map.copyOf(keyFrames);
        withoutKeyFrame = Set.copyOf(withoutKeyFrame);
    }

    /**
     * Looks for the blocks. Reads the headers of a few blocks.
     *
     * @param ids the streams; no id asks for the blocks of the range alone
     * @throws valkka.frame.ValkkaException {@code IO} when the disk fails, {@code CLOSED} when the
     *     thread is interrupted
     */
    public static PullPlan of(ValkkaFS fs, Collection<Long> ids, TimeRange range) {
        List<Integer> wanted = fs.table().ask(rows -> rows.inReadingOrder(range));
        if (wanted.isEmpty() || ids.isEmpty()) {
            return new PullPlan(range.from(), wanted, Map.of(), Set.copyOf(ids));
        }
        List<Integer> before = fs.table().ask(rows -> rows.beforeInReadingOrder(wanted.get(0), MOST_BLOCKS_BACK));
        Search search = new Search(ids, range.from());
        return fs.reader().ask("looking for key frames", reader -> {
            int back = search.look(reader, wanted, before);
            List<Integer> blocks = new ArrayList<>(before.subList(before.size() - back, before.size()));
            blocks.addAll(wanted);
            return new PullPlan(range.from(), blocks, search.keyFrames(), search.missing());
        });
    }

    /** Returns one line: how many blocks, and from where each stream can be played. */
    @Override
    public String toString() {
        String starts = new TreeMap<>(keyFrames)
                .entrySet().stream()
                        .map(start -> start.getKey() + " from " + (time - start.getValue()) + " ms before")
                        .collect(Collectors.joining(", "));
        return "PullPlan: blocks " + blocks + (starts.isEmpty() ? "" : "; " + starts)
                + (withoutKeyFrame.isEmpty() ? "" : "; no key frame of " + withoutKeyFrame);
    }

    /**
     * What has been seen of the streams so far, and how many blocks in front of the range were
     * needed.
     */
    private static final class Search {
        private final Set<Long> ids;
        private final long time;
        /** By id, the last key frame of the video. */
        private final Map<Long, Long> pictures = new LinkedHashMap<>();
        /**
         * By id, the last other frame at which reading may start. It counts for a stream that is
         * audio alone.
         */
        private final Map<Long, Long> sounds = new LinkedHashMap<>();

        private final Set<Long> withPicture = new LinkedHashSet<>();
        private final FrameIndex frames = new FrameIndex();

        Search(Collection<Long> ids, long time) {
            this.ids = Set.copyOf(ids);
            this.time = time;
        }

        /**
         * Looks into the blocks.
         *
         * @return how many of the blocks in front are needed
         */
        int look(BlockReader reader, List<Integer> wanted, List<Integer> before) throws IOException {
            for (int block : wanted) {
                if (add(reader, block) > time) {
                    break; // all further blocks begin later still
                }
            }
            int soundNeeds = 0;
            int needed = 0;
            for (int back = 1; back <= before.size() && !pictures.keySet().containsAll(ids); back++) {
                int picturesBefore = pictures.size();
                int soundsBefore = sounds.size();
                add(reader, before.get(before.size() - back));
                needed = pictures.size() > picturesBefore ? back : needed;
                soundNeeds = sounds.size() > soundsBefore ? back : soundNeeds;
            }
            sounds.keySet().removeAll(withPicture);
            return sounds.isEmpty() ? needed : Math.max(needed, soundNeeds);
        }

        /**
         * Looks into one block.
         *
         * @return the first time in the block; {@link Long#MIN_VALUE} for a block without frames
         */
        private long add(BlockReader reader, int block) throws IOException {
            frames.clearTo(0);
            reader.addTo(frames, block);
            Map<Long, Long> keysHere = new LinkedHashMap<>();
            Map<Long, Long> soundsHere = new LinkedHashMap<>();
            long first = frames.size() == 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
            for (int i = 0; i < frames.size(); i++) {
                long id = frames.id(i);
                long at = frames.mstimestamp(i);
                first = Math.min(first, at);
                if (!ids.contains(id)) {
                    continue;
                }
                boolean picture = frames.subsession(i) == 0;
                if (picture) {
                    withPicture.add(id);
                }
                if (at <= time && frames.isKey(i)) {
                    (picture ? keysHere : soundsHere).merge(id, at, Math::max);
                }
            }
            keysHere.forEach((id, at) -> pictures.merge(id, at, Math::max));
            soundsHere.forEach((id, at) -> sounds.merge(id, at, Math::max));
            return first;
        }

        Map<Long, Long> keyFrames() {
            Map<Long, Long> all = new LinkedHashMap<>(sounds);
            all.putAll(pictures);
            return all;
        }

        Set<Long> missing() {
            Set<Long> missing = new LinkedHashSet<>(ids);
            missing.removeAll(keyFrames().keySet());
            return missing;
        }
    }
}
