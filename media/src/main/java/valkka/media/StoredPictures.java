package valkka.media;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Block;
import valkka.fs.Block.State;
import valkka.fs.BlockTable;
import valkka.fs.FrameIndex;
import valkka.fs.RecordedFrame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.fs.ValkkaFSTool;
import valkka.nal.AccessUnit;
import valkka.nal.AccessUnitAssembler;

/**
 * Reads the pictures of one stream as they are stored, also during recording. Nothing is decoded,
 * and no native library is used. libValkka has no such class.
 *
 * <p>The key frames of closed blocks are remembered, so a second look at the same time reads only
 * the pictures. One thread at a time uses an object.
 */
public final class StoredPictures {
    /** A piece ends when it has so many bytes. */
    public static final int MOST_BYTES = 4 << 20;
    /** A piece ends when it has so many pictures. */
    public static final int MOST_PICTURES = 1000;

    private static final int MOST_BLOCKS = 1000;
    private static final int MOST_REMEMBERED = 4096;
    private static final long COMPLETE_AFTER_MS = 1000;

    private final ValkkaFS fs;
    private final long id;
    private final LongSupplier clock;
    private final Map<Integer, Keys> remembered = new LinkedHashMap<>(64, 0.75f, true);
    private @Nullable Content lastRead;

    /** The key frames of a block, as the block was at a moment. */
    private record Keys(Block block, NavigableSet<Long> times) {}

    /** The frames of a closed block. */
    private record Content(Block block, List<RecordedFrame> frames) {}

    /**
     * Pictures that follow each other.
     *
     * @param pictures in the order of decoding
     * @param isLast whether the recording has no later picture now
     */
    public record Piece(List<AccessUnit> pictures, boolean isLast) {
        /** Makes a piece, with a copy of the list. */
        public Piece {
            pictures = List.copyOf(pictures);
        }
    }

    /**
     * Makes a reader of a stream.
     *
     * @param id the stream's, as it was recorded
     */
    public StoredPictures(ValkkaFS fs, long id) {
        this(fs, id, System::currentTimeMillis);
    }

    StoredPictures(ValkkaFS fs, long id, LongSupplier clock) {
        this.fs = fs;
        this.id = id;
        this.clock = clock;
    }

    /**
     * Returns the time of the last key frame that is not later than {@code time}, Unix ms. It is
     * searched in a thousand blocks at most.
     */
    public OptionalLong keyBefore(long time) {
        BlockTable table = fs.getBlockTable();
        List<Integer> blocks = table.inReadingOrder(new TimeRange(time, time));
        if (blocks.isEmpty()) {
            return OptionalLong.empty();
        }
        List<Integer> order = new ArrayList<>(table.beforeInReadingOrder(blocks.get(0), MOST_BLOCKS));
        order.addAll(blocks);
        for (int i = order.size() - 1; i >= 0; i--) {
            Long key = keys(order.get(i)).floor(time);
            if (key != null) {
                return OptionalLong.of(key);
            }
        }
        return OptionalLong.empty();
    }

    /**
     * Returns the time of the first key frame that is later than {@code time}, Unix ms. It is
     * searched in a thousand blocks at most.
     */
    public OptionalLong keyAfter(long time) {
        int looked = 0;
        for (int block : from(time)) {
            Long key = keys(block).higher(time);
            if (key != null) {
                return OptionalLong.of(key);
            }
            if (++looked == MOST_BLOCKS) {
                break;
            }
        }
        return OptionalLong.empty();
    }

    /**
     * Returns the pictures that are later than {@code after}, up to the first picture that is not
     * earlier than {@code until}. A piece ends earlier at {@link #MOST_BYTES} and
     * {@link #MOST_PICTURES}. A picture that the writer is still writing is left out. A block that
     * is overwritten meanwhile is left out, too.
     *
     * @param after Unix ms
     * @param until Unix ms
     * @throws ValkkaException {@code IO} when the disk fails, {@code CLOSED} when the thread is
     *     interrupted
     */
    public Piece read(long after, long until) {
        PieceBuilder piece = new PieceBuilder(until);
        AccessUnitAssembler assembler = new AccessUnitAssembler();
        int looked = 0;
        long newest = 0;
        State state = State.UNUSED;
        for (int number : from(after)) {
            Block block = fs.block(number);
            state = block.state();
            for (RecordedFrame recorded : readIfThere(block)) {
                BasicFrame frame = recorded.frame();
                if (Pictures.isVideoOf(recorded, id) && frame.mstimestamp() > after) {
                    newest = frame.mstimestamp();
                    assembler.add(frame).ifPresent(piece::add);
                }
                if (piece.isFull()) {
                    return new Piece(piece.pictures, false);
                }
            }
            if (++looked == MOST_BLOCKS) {
                return new Piece(piece.pictures, false);
            }
        }
        if (state != State.OPEN || clock.getAsLong() - newest > COMPLETE_AFTER_MS) {
            assembler.finish().ifPresent(piece::add);
        }
        return new Piece(piece.pictures, true);
    }

    private static final class PieceBuilder {
        private final long until;
        private final List<AccessUnit> pictures = new ArrayList<>();
        private long bytes;

        PieceBuilder(long until) {
            this.until = until;
        }

        void add(AccessUnit picture) {
            pictures.add(picture);
            bytes += picture.size();
        }

        boolean isFull() {
            return bytes >= MOST_BYTES
                    || pictures.size() >= MOST_PICTURES
                    || (!pictures.isEmpty() && pictures.get(pictures.size() - 1).mstimestamp() >= until);
        }
    }

    private List<Integer> from(long time) {
        return fs.getBlockTable().inReadingOrder(new TimeRange(time, Long.MAX_VALUE));
    }

    /** Remembers one closed block: the next piece mostly goes on in the same block. */
    private List<RecordedFrame> readIfThere(Block block) {
        Content known = lastRead;
        if (known != null && known.block().equals(block)) {
            return known.frames();
        }
        try {
            List<RecordedFrame> frames = fs.readBlock(block.number());
            lastRead = block.state() == State.WRITTEN ? new Content(block, frames) : null;
            return frames;
        } catch (ValkkaException e) {
            if (e.kind() == Kind.GONE) {
                return List.of();
            }
            throw e;
        }
    }

    private NavigableSet<Long> keys(int number) {
        Block block = fs.block(number);
        Keys known = remembered.get(number);
        if (known != null && block.holdsTheSameAs(known.block())) {
            return known.times();
        }
        NavigableSet<Long> times = new TreeSet<>();
        FrameIndex frames = new ValkkaFSTool(fs).frameIndex(number);
        for (int i = 0; i < frames.size(); i++) {
            if (PictureSearch.isKey(frames, i, id)) {
                times.add(frames.mstimestamp(i));
            }
        }
        remembered.put(number, new Keys(block, times));
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        return times;
    }

    /** Returns one line. */
    @Override
    public String toString() {
        return "the stored pictures of id " + id + " of " + fs.directory();
    }
}
