package valkka.fs;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import valkka.disk.Disk;
import valkka.disk.DiskErrors;
import valkka.frame.ValkkaException;
import valkka.frame.ValkkaException.Kind;

/**
 * Reads a recording in the caller's thread, and tells of blocks that were overwritten or are
 * corrupt. Several threads may use it: each opens the files, and one opened {@link BlockReader} is
 * kept for the next read.
 */
final class RecordingReader implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("valkka.fs");

    private final Disk disk;
    private final Path directory;
    private final FSPars pars;
    private final AtomicReference<@Nullable BlockReader> spare = new AtomicReference<>();
    private final LongAdder bytesRead = new LongAdder();
    private volatile boolean closed;

    RecordingReader(Disk disk, Path directory, FSPars pars) {
        this.disk = disk;
        this.directory = directory;
        this.pars = pars;
    }

    /** Opens the files for a caller who closes them. */
    BlockReader open() throws IOException {
        return new BlockReader(disk, pars, bytesRead);
    }

    /** Returns the bytes that all readers of this object have read from the dumpfile. */
    long bytesRead() {
        return bytesRead.sum();
    }

    /** A question that a {@link BlockReader} answers. */
    @FunctionalInterface
    interface Question<T> {
        T ask(BlockReader reader) throws IOException;
    }

    /**
     * Answers a question with a reader that is kept for the next time, unless an interrupt or an
     * error has spoilt it.
     *
     * @param doing the action, for messages
     */
    <T> T ask(String doing, Question<T> question) {
        BlockReader reader = spare.getAndSet(null);
        try {
            if (reader == null) {
                reader = open();
            }
            T answer = question.ask(reader);
            closeQuietly(spare.getAndSet(reader));
            reader = closed ? spare.getAndSet(null) : null;
            return answer;
        } catch (IOException e) {
            throw DiskErrors.of(e, doing, pars.dumpfile());
        } finally {
            closeQuietly(reader);
        }
    }

    BlockContent content(int block) {
        return ask("reading block " + block, reader -> reader.read(block));
    }

    /**
     * Returns the frames of a block.
     *
     * @throws ValkkaException {@code GONE} when the block was overwritten during the read
     */
    List<RecordedFrame> frames(int block) {
        BlockContent content = content(block);
        if (content.state() == BlockContent.State.GONE) {
            throw new ValkkaException(
                    Kind.GONE,
                    "block " + block + " of " + directory + " was overwritten while it was read: read a newer block");
        }
        warnIfCorrupt(content);
        return content.frames();
    }

    /**
     * Returns the frames of a block as somebody saw it; none when the block was overwritten since.
     *
     * @param gone gets the number of a block that was overwritten
     */
    List<RecordedFrame> frames(Block seen, IntConsumer gone) {
        BlockContent content = content(seen.number()).as(seen);
        if (content.state() == BlockContent.State.GONE) {
            warnOfGone(List.of(seen.number()));
            gone.accept(seen.number());
        }
        warnIfCorrupt(content);
        return content.frames();
    }

    /** Returns the frames of blocks as somebody saw them, without their payloads. */
    FrameIndex index(List<Block> seen) {
        FrameIndex frames = new FrameIndex();
        ask("reading the frame index", reader -> {
            for (Block block : seen) {
                int from = frames.size();
                reader.addTo(frames, block.number());
                frames.checkAgainst(block, from);
            }
            return frames;
        });
        if (!frames.gone().isEmpty()) {
            warnOfGone(frames.gone());
        }
        if (!frames.corrupt().isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    () -> "corrupt, and in the frame index up to there: blocks " + frames.corrupt() + " of "
                            + directory);
        }
        return frames;
    }

    private void warnIfCorrupt(BlockContent content) {
        if (content.corruption() != null) {
            LOG.log(Level.WARNING, () -> content.corruptionNote(pars));
        }
    }

    private void warnOfGone(List<Integer> gone) {
        LOG.log(
                Level.WARNING,
                () -> "overwritten before they were read, and left out: blocks " + gone + " of " + directory);
    }

    /** Notes that there are new files in the places of the old ones: they are opened anew. */
    void filesReplaced() {
        closeQuietly(spare.getAndSet(null));
    }

    /** Closes the files. Later reads open and close them each time. */
    @Override
    public void close() {
        closed = true;
        closeQuietly(spare.getAndSet(null));
    }

    private static void closeQuietly(@Nullable BlockReader reader) {
        if (reader != null) {
            try {
                reader.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "closing a file that was only read: {0}", e.getMessage());
            }
        }
    }
}
