package valkka.rtsp;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import valkka.frame.BasicFrame;
import valkka.frame.Codec;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;
import valkka.fs.Block;
import valkka.fs.RecordedFrame;
import valkka.fs.TimeRange;
import valkka.fs.ValkkaFS;
import valkka.nal.AccessUnit;
import valkka.nal.AccessUnitAssembler;

/**
 * A stream of a recording, for an {@link RtspServer}. Each client has its own place in it, and
 * seeks, pauses and changes its speed by RTSP ({@code Range}, {@code Scale}). Pictures of H.264 and
 * H.265, and sound of PCMA. The recording may be written meanwhile.
 *
 * <pre>{@code
 * RtspServer server = RtspServer.builder().recording("/door", fs, 925412).start();
 * System.out.println(server.address("/door"));   // rtsp://127.0.0.1:34567/door
 * }</pre>
 */
public final class RecordedStream implements RtspServerMount {
    private static final int START_CODE = 4;
    /** A camera with a key frame a minute has one in so many blocks. */
    private static final int MOST_BLOCKS = 64;

    private final ValkkaFS fs;
    private final long id;
    private final SessionDescription description;

    private RecordedStream(ValkkaFS fs, long id, SessionDescription description) {
        this.fs = fs;
        this.id = id;
        this.description = description;
    }

    /**
     * Returns a stream of a recording. Reads the newest blocks for its codec and parameter sets. The
     * recording must stay open while it is served.
     *
     * @throws ValkkaException {@code NOT_FOUND} when the newest blocks have no key frame of that
     *     stream, {@code IO} when the disk fails
     */
    public static RecordedStream of(ValkkaFS fs, long id) {
        Set<Long> ids = new HashSet<>();
        Codec sound = null;
        AccessUnit key = null;
        List<Block> blocks = fs.blocks();
        for (int i = blocks.size() - 1; i >= Math.max(0, blocks.size() - MOST_BLOCKS) && key == null; i--) {
            AccessUnitAssembler pictures = new AccessUnitAssembler();
            for (RecordedFrame recorded : framesOf(fs, blocks.get(i)).orElse(List.of())) {
                BasicFrame frame = recorded.frame();
                ids.add(recorded.id());
                if (recorded.id() != id) {
                    continue;
                }
                if (isSound(frame)) {
                    sound = frame.codec();
                } else if (isPicture(frame)) {
                    key = key(key, pictures.add(frame));
                }
            }
            key = key(key, pictures.finish());
        }
        if (key == null) {
            throw new ValkkaException(
                    Kind.NOT_FOUND,
                    "the newest blocks of " + fs.directory() + " have no key frame of the stream " + id
                            + ", only frames of " + ids + ": give one of these ids, or wait for a key frame");
        }
        List<byte[]> sets = key.parameterSets().stream()
                .map(RecordedStream::withoutStartCode)
                .toList();
        return new RecordedStream(fs, id, new SessionDescription(key.codec(), sets, 0, sound));
    }

    private static @Nullable AccessUnit key(@Nullable AccessUnit known, Optional<AccessUnit> picture) {
        return picture.filter(AccessUnit::key).orElse(known);
    }

    @Override
    public SessionDescription description() {
        return description;
    }

    /**
     * Returns the range of time that the stream has now, from its first key frame on;
     * {@link TimeRange#EMPTY} when it has none in the oldest blocks. Reads the disk.
     */
    TimeRange range() {
        long end = fs.getTimeRange().to();
        AccessUnitAssembler pictures = new AccessUnitAssembler();
        for (Block block :
                fs.blocks(fs.getTimeRange()).stream().limit(MOST_BLOCKS).toList()) {
            for (BasicFrame frame : read(block)) {
                Optional<AccessUnit> picture = isPicture(frame) ? pictures.add(frame) : Optional.empty();
                if (picture.isPresent() && picture.get().key()) {
                    return new TimeRange(picture.get().mstimestamp(), end);
                }
            }
        }
        return pictures.finish()
                .filter(AccessUnit::key)
                .map(picture -> new TimeRange(picture.mstimestamp(), end))
                .orElse(TimeRange.EMPTY);
    }

    /**
     * Finds a piece. Reads the disk.
     *
     * @param piece of the recording; play begins at the key frame at or in front of it
     * @param scale negative for backwards
     */
    RecordingCursor open(TimeRange piece, double scale) {
        if (scale < 0) {
            return new BackwardCursor(this, fs.blocks(piece), piece);
        }
        List<Block> blocks = new ArrayList<>(fs.blocks(piece));
        long start = keyAtOrBefore(piece.from(), blocks);
        return new ForwardCursor(
                this, blocks, new TimeRange(start, piece.to()), scale >= RtspPlayRequest.KEY_FRAMES_FROM);
    }

    /**
     * Returns the time of the last key frame at or in front of a time, or else the time itself.
     *
     * @param blocks gets the blocks in front that hold the key frame
     */
    private long keyAtOrBefore(long time, List<Block> blocks) {
        long key = lastKey(blocks, time);
        for (int i = 0; i < MOST_BLOCKS && key < 0 && !blocks.isEmpty(); i++) {
            Optional<Block> before = fs.blockBefore(blocks.get(0).key());
            if (before.isEmpty()) {
                return time;
            }
            blocks.add(0, before.get());
            key = lastKey(blocks.subList(0, Math.min(2, blocks.size())), time); // it may reach into the second
        }
        return key < 0 ? time : key;
    }

    /** Returns the time of the last key frame at or in front of a time; -1 for none. */
    private long lastKey(List<Block> blocks, long time) {
        AccessUnitAssembler pictures = new AccessUnitAssembler();
        long found = -1;
        for (Block block : blocks) {
            for (BasicFrame frame : read(block)) {
                if (isPicture(frame)) {
                    found = Math.max(found, keyTime(pictures.add(frame), time));
                }
            }
            if (block.key() > time) {
                break; // A picture may reach into it, and a block of several streams begins before its key.
            }
        }
        return Math.max(found, keyTime(pictures.finish(), time));
    }

    private static long keyTime(Optional<AccessUnit> picture, long time) {
        return picture.filter(unit -> unit.key() && unit.mstimestamp() <= time)
                .map(AccessUnit::mstimestamp)
                .orElse(-1L);
    }

    /** Returns the stream's frames of a block, as {@link #readIfThere}; none when it is gone. */
    List<BasicFrame> read(Block seen) {
        return readIfThere(seen).orElse(List.of());
    }

    /**
     * Returns the stream's frames of a block that this server sends; empty when the block was
     * overwritten since it was seen.
     */
    Optional<List<BasicFrame>> readIfThere(Block seen) {
        return framesOf(fs, seen).map(this::ours);
    }

    private List<BasicFrame> ours(List<RecordedFrame> frames) {
        return frames.stream()
                .filter(recorded -> recorded.id() == id)
                .map(RecordedFrame::frame)
                .filter(frame -> isPicture(frame) || isSound(frame))
                .toList();
    }

    private static Optional<List<RecordedFrame>> framesOf(ValkkaFS fs, Block seen) {
        try {
            List<RecordedFrame> frames = fs.readBlock(seen.number());
            boolean overwritten = !frames.isEmpty() && frames.get(0).frame().mstimestamp() > seen.last();
            return overwritten ? Optional.empty() : Optional.of(frames);
        } catch (ValkkaException e) {
            if (e.kind() == Kind.GONE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static boolean isPicture(BasicFrame frame) {
        return frame.subsession() == Subsession.VIDEO
                && (frame.codec().equals(Codec.H264) || frame.codec().equals(Codec.H265));
    }

    private static boolean isSound(BasicFrame frame) {
        return frame.subsession() == Subsession.AUDIO && frame.codec().equals(Codec.PCMA) && frame.size() > 0;
    }

    /** Returns a picture as it is sent. */
    static RtpAccessUnit unit(AccessUnit picture) {
        return new RtpAccessUnit(
                picture.nalUnits().stream()
                        .map(RecordedStream::withoutStartCode)
                        .toList(),
                picture.mstimestamp(),
                picture.key());
    }

    /** Returns a packet of sound as it is sent. */
    static RtpAccessUnit sound(BasicFrame frame) {
        return RtpAccessUnit.sound(bytes(frame, 0), frame.mstimestamp());
    }

    private static byte[] withoutStartCode(BasicFrame unit) {
        return bytes(unit, START_CODE);
    }

    private static byte[] bytes(BasicFrame frame, int from) {
        byte[] bytes = new byte[frame.size() - from];
        frame.copyTo(ByteBuffer.wrap(bytes), from, bytes.length);
        return bytes;
    }

    /** One line. */
    @Override
    public String toString() {
        return "RecordedStream " + id + " of " + fs.directory();
    }
}
