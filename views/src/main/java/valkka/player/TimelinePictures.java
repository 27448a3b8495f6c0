package valkka.player;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import valkka.frame.MediaType;
import valkka.fs.Block;
import valkka.fs.Block.State;
import valkka.fs.FrameIndex;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;

/**
 * The pictures of a recording as rows for a timeline, from the headers of frames. A block that was
 * read is remembered, and read again only when it has grown.
 */
final class TimelinePictures {
    /** So many blocks are read for their frames at most. */
    static final int MOST_READ = 64;
    /** So many pictures are shown one by one at most. */
    static final int MOST_PICTURES = 20_000;

    private static final int COLUMNS = 4;

    private final ValkkaFS fs;
    private final Map<Integer, Content> remembered = new LinkedHashMap<>(MOST_READ, 0.75f, true);

    /** The pictures of a block, as the block was at a moment. */
    private record Content(Block block, List<Picture> pictures, ReadTime read) {
        boolean isGoodFor(Block present) {
            return present.holdsTheSameAs(block)
                    || (block.state() == State.OPEN
                            && present.state() == State.OPEN
                            && present.key() == block.key()
                            && read.isResting());
        }
    }

    private record Picture(long id, long time, long bytes, boolean key) {
        boolean isOfSame(Picture other) {
            return id == other.id && time == other.time;
        }

        Picture with(Picture rest) {
            return new Picture(id, time, bytes + rest.bytes, key || rest.key);
        }
    }

    TimelinePictures(ValkkaFS fs) {
        this.fs = fs;
    }

    /**
     * Returns the pictures in a range, in the order of reading: time, bytes, stream, and 1 for a key
     * frame. Where too many blocks would have to be read, returns none and says so.
     *
     * @param streamOf the number of the stream with an id; negative for none
     */
    synchronized Answer in(TimeRange range, ToIntFunction<Long> streamOf) {
        List<Block> blocks = fs.blocks(range);
        NumberRows rows = new NumberRows(COLUMNS);
        if (blocks.size() > MOST_READ) {
            return rows.answer(Map.of("tooMany", true));
        }
        Picture open = null; // a picture may go on in the next block
        for (Block block : blocks) {
            for (Picture picture : pictures(block)) {
                if (open != null && picture.isOfSame(open)) {
                    open = picture.with(open);
                } else {
                    add(rows, open, range, streamOf);
                    open = picture;
                }
            }
        }
        add(rows, open, range, streamOf);
        return rows.answer(Map.of("tooMany", rows.count() == MOST_PICTURES));
    }

    private static void add(NumberRows rows, @Nullable Picture picture, TimeRange range, ToIntFunction<Long> streamOf) {
        if (picture == null || !range.contains(picture.time()) || rows.count() == MOST_PICTURES) {
            return;
        }
        int stream = streamOf.applyAsInt(picture.id());
        if (stream >= 0) {
            rows.add((double) picture.time(), (double) picture.bytes(), stream, picture.key() ? 1 : 0);
        }
    }

    private List<Picture> pictures(Block block) {
        Content known = remembered.get(block.number());
        if (known != null && known.isGoodFor(block)) {
            return known.pictures();
        }
        long begin = System.nanoTime();
        List<Picture> pictures = read(block);
        remembered.put(block.number(), new Content(block, pictures, ReadTime.since(begin)));
        if (remembered.size() > MOST_READ) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        return pictures;
    }

    private List<Picture> read(Block block) {
        FrameIndex frames = new ValkkaFSTool(fs).frameIndex(block.number());
        List<Picture> pictures = new ArrayList<>();
        Picture open = null;
        for (int i = 0; i < frames.size(); i++) {
            if (frames.codec(i).mediaType() == MediaType.AUDIO) {
                continue;
            }
            Picture part = new Picture(frames.id(i), frames.mstimestamp(i), frames.payloadSize(i), frames.isKey(i));
            if (open != null && part.isOfSame(open)) {
                open = part.with(open);
            } else {
                if (open != null) {
                    pictures.add(open);
                }
                open = part;
            }
        }
        if (open != null) {
            pictures.add(open);
        }
        return pictures;
    }
}
