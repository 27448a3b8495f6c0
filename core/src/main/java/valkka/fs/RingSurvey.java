package valkka.fs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import valkka.disk.DiskFile;

/**
 * The knowledge that the dumpfile alone gives about a ring: the frames of each block, how each block
 * ends, and which blocks may be the open one. The table plays no part.
 */
final class RingSurvey {
    private final FSPars pars;
    private final List<Found> blocks;

    /**
     * One block, as the dumpfile has it.
     *
     * @param frames the number of its frames
     * @param row the row that its frames give, with the rule of the kind of recording open
     * @param end the byte of the dumpfile where its records end
     * @param corruption why the records end there before an end mark; {@code null} for a sound end
     * @param sealed whether only zeros stand behind its records, as in a closed block
     */
    record Found(
            int frames, RowBuilder row, long end, @Nullable String corruption, boolean sealed) {
        boolean isEmpty() {
            return row.isEmpty();
        }

        /** Returns whether nothing is wrong with the block, judged as a closed block. */
        boolean isSound() {
            return corruption == null && (frames == 0 || sealed);
        }
    }

    private RingSurvey(FSPars pars, List<Found> blocks) {
        this.pars = pars;
        this.blocks = blocks;
    }

    /**
     * Looks at all blocks.
     *
     * @param mostUnsound ends early when more blocks than this are not sound
     * @return {@code null} after an early end
     */
    static @Nullable RingSurvey of(DiskFile dump, FSPars pars, int mostUnsound, DoubleConsumer progress)
            throws IOException {
        BlockReader reader = new BlockReader(pars, dump, new MemoryTable(ByteBuffer.allocate(0)));
        List<Found> blocks = new ArrayList<>();
        int unsound = 0;
        for (int block = 0; block < pars.nBlocks(); block++) {
            RowBuilder row = new RowBuilder(false);
            BlockReader.End end = reader.scan(block, at -> {
                // Half of a record, as a power cut leaves it, has no time.
                if (at.mstimestamp() > 0) {
                    row.add(at.subsession(), at.mstimestamp(), at.isSeekable());
                }
            });
            Found found = new Found(
                    end.frames(), row, pars.startOf(block) + end.offset(), end.corruption(), end.zerosBehind());
            blocks.add(found);
            unsound += found.isSound() ? 0 : 1;
            if (unsound > mostUnsound) {
                return null;
            }
            progress.accept((block + 1.0) / pars.nBlocks());
        }
        return new RingSurvey(pars, blocks);
    }

    Found block(int block) {
        return blocks.get(block);
    }

    int count() {
        return (int) blocks.stream().filter(found -> !found.isEmpty()).count();
    }

    /**
     * Returns the blocks in which writing may go on, as far as the dumpfile tells: one where it is
     * certain.
     *
     * <p>A block without frames behind blocks with frames is the next to be written. In a ring without
     * such a block, the open block has bytes of the lap before behind its end mark. In a ring without
     * either, only the times tell: they step back at the oldest block, and wherever the clock was set
     * back.
     */
    List<Integer> possibleOpenBlocks() {
        Ring ring = pars.ring();
        List<Integer> behindFrames = new ArrayList<>();
        List<Integer> unsealed = new ArrayList<>();
        List<Integer> stepsBack = new ArrayList<>();
        for (int block = 0; block < pars.nBlocks(); block++) {
            Found before = blocks.get(ring.previous(block));
            Found found = blocks.get(block);
            if (found.isEmpty() && !before.isEmpty()) {
                behindFrames.add(before.isSound() ? block : ring.previous(block));
            } else if (!found.isSound()) {
                unsealed.add(block);
            } else if (!found.isEmpty() && found.row().first() < before.row().first()) {
                stepsBack.add(block);
            }
        }
        if (count() == 0) {
            return List.of(0);
        }
        return !behindFrames.isEmpty() ? behindFrames : !unsealed.isEmpty() ? unsealed : stepsBack;
    }

    /**
     * Returns whether a block that looks closed ends in frames of the lap before, as libValkka leaves
     * it when libValkka is killed.
     *
     * @param table the rows of all other blocks
     */
    boolean endsInTheLapBefore(DiskFile dump, int block, ByteBuffer table) throws IOException {
        BlockContent content = new BlockReader(pars, dump, new MemoryTable(table)).readOpen(block);
        return content.frames().size() < blocks.get(block).frames();
    }

    /** A table in memory. */
    private static final class MemoryTable implements DiskFile, Closeable {
        private final ByteBuffer rows;

        private MemoryTable(ByteBuffer rows) {
            this.rows = rows.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public int read(ByteBuffer target, long position) {
            if (position >= rows.limit()) {
                return -1;
            }
            int length = (int) Math.min(target.remaining(), rows.limit() - position);
            target.put(rows.slice((int) position, length));
            return length;
        }

        @Override
        public void write(ByteBuffer source, long position) throws IOException {
            throw new IOException("a table in memory is only read");
        }

        @Override
        public void force() {}

        @Override
        public long size() {
            return rows.limit();
        }

        @Override
        public void close() {}
    }
}
